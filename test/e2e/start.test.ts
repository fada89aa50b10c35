import { execFile } from 'node:child_process';
import { join } from 'node:path';

const RUN = join(__dirname, '../../scripts/run.mjs');

test('npm start: the real cdk deploy installs the application, and the table shows it', async () => {
  const args = [RUN, 'start', '--speed', '120', '--install-minutes', '2'];
  const { code, output } = await new Promise<{ code: number | null; output: string }>((resolve) => {
    const child = execFile(process.execPath, args, (_error, out, err) =>
      resolve({ code: child.exitCode, output: out + err }),
    );
  });
  expect(output).toContain('✅  WorkspaceApplications');
  expect(output).toMatch(/wsa-0def67890 +Microsoft Visio LTSC Professional 2021 +COMPLETED/);
  expect(code).toBe(0);
}, 60_000);
