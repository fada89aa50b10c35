import { existsSync, readFileSync } from 'node:fs';

/**
 * The peak of this process's memory in megabytes. On Linux maxRSS begins with that of the process which started this one; what the kernel says of
 * the memory itself does not.
 */
export function peakMb() {
  const status = '/proc/self/status';
  const peak = existsSync(status) && /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8'));
  return (peak ? Number(peak[1]) : process.resourceUsage().maxRSS) / 1024;
}
