// Runs the tests on real parts, and then holds what the phases asked of the API servers against what they are granted. What is
// handed in is handed on to jest; a part of the tests cannot tell what no test uses.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readKeptUses } from '../sandbox/control-plane/keep-audit-log.ts';
import { accessText, refusalLines, reportAccess } from './access-report.ts';
import { usesFile } from './uses-file.ts';

const words = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'eks-scheduler-audit-'));
try {
  process.exitCode = (await runJest()) || checkAccess();
} finally {
  rmSync(folder, { recursive: true });
}

async function runJest(): Promise<number> {
  const jest = spawn(
    process.execPath,
    ['node_modules/jest/bin/jest.js', '--config', 'test/real/jest.config.js', ...words],
    {
      stdio: 'inherit',
      env: {
        ...process.env,
        NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
        EKS_SCHEDULER_AUDIT_FOLDER: folder,
      },
    },
  );
  // Ctrl-C reaches jest by itself; this process only has to outlive it.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => jest.kill('SIGTERM'));
  const [code] = (await once(jest, 'exit')) as [number | null];
  return code ?? 1;
}

/** The exit code. */
function checkAccess(): number {
  const uses = readKeptUses(folder);
  const report = reportAccess(uses);
  const isPart = words.length > 0;
  if (isPart) {
    for (const line of refusalLines(report.notGranted)) console.log(line);
    return report.notGranted.length === 0 ? 0 : 1;
  }
  mkdirSync(dirname(usesFile), { recursive: true });
  writeFileSync(usesFile, JSON.stringify(uses));
  const neverUsed = report.granted.filter(({ requests }) => requests === 0);
  console.log(
    `\nWhat the phases asked of Kubernetes, of what the group eks-scheduler is granted:\n\n${accessText(report)}`,
  );
  console.log(`Used and not granted: ${report.notGranted.length} · granted and never used: ${neverUsed.length}`);
  return report.notGranted.length + neverUsed.length === 0 ? 0 : 1;
}
