// Takes the picture of the embedded AWS's page that the README shows, anew: `npm run pictures`. It deploys an example to it, with the real CDK CLI, and
// needs a Chromium (CHROMIUM names another one than `chromium`).
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { clientEnvironment } from '../local/client-environment.ts';
import { startEmbeddedAws } from '../local/index.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const pictures = join(root, 'docs/pictures');
const DESKTOP = 'ws-0abc12345';

const aws = await startEmbeddedAws({ speed: 60, simulator: { durations: { install: 20 * 60_000 } } });
const executablePath = execFileSync('which', [process.env.CHROMIUM ?? 'chromium'], { encoding: 'utf8' }).trim();
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, deviceScaleFactor: 1.5 });
await page.goto(aws.pageAddress);
await page.getByText('Live', { exact: true }).waitFor();
const card = (id) => page.getByRole('article', { name: id });
await card(DESKTOP).getByRole('button', { name: 'Connect user' }).click();
await card('ws-4graphics1').getByRole('button', { name: 'Connect user' }).click();
await card('ws-8smalldisk').getByRole('button', { name: 'Fail next install' }).click();
const cdk = join(root, 'node_modules/aws-cdk/bin/cdk');
const app = [
  '--app',
  'node --import tsx examples/minimal/app.ts',
  '--output',
  join(root, 'node_modules/.cache/picture'),
];
const args = [cdk, 'deploy', '--all', '--require-approval', 'never', ...app, '-c', `workspaceId=${DESKTOP}`];
const child = spawn(process.execPath, args, { cwd: root, env: clientEnvironment(aws.environment), stdio: 'ignore' });
await card(DESKTOP).getByText('User thrown out').waitFor({ timeout: 120_000 });
await card(DESKTOP).getByText('is being installed').waitFor({ timeout: 60_000 });
await page.waitForTimeout(6_000);
mkdirSync(pictures, { recursive: true });
await page.evaluate('scrollTo(0, 0)');
for (const colorScheme of ['light', 'dark']) {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.screenshot({ path: join(pictures, `embedded-aws-${colorScheme}.png`) });
}
child.kill();
await browser.close();
await aws.stop();
process.exit(0);
