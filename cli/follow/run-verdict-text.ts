import { few } from '../../src/domain/few.ts';
import { visibleText } from '../../src/domain/visible-text.ts';
import type { ReportSize } from '../../src/report/node-groups.ts';
import { textTable } from '../../src/report/text-table.ts';
import { durationInWords } from '../../src/report/words.ts';
import { styled } from '../terminal.ts';
import type { RunVerdict } from './run-verdict.ts';

/** Names in one line of what is left behind. */
const namesInLine = 8;

/** How a run ended, for a person: the sentence first, then what has happened, what to know, and what to type. */
export function runVerdictText(verdict: RunVerdict, { isQuiet }: { readonly isQuiet: boolean }): string {
  const sections = [
    headline(verdict),
    verdict.status === 'failed' ? failure(verdict) : isQuiet ? '' : nodeGroups(verdict),
    warnings(verdict),
    where(verdict),
    verdict.next.map(({ text, command }) => `${text}\n  ${command}`).join('\n'),
  ];
  return sections.filter((section) => section !== '').join('\n');
}

function headline({ says, status, seconds, dryRun }: RunVerdict): string {
  const mark = { succeeded: 'green', skipped: 'yellow', failed: 'red' } as const;
  const words = `${dryRun ? '[DRY RUN] ' : ''}${visibleText(says)}`;
  return `${styled([mark[status], 'bold'], words)} (${durationInWords(seconds)})`;
}

function failure({ error, message, asleep, awake, relaxedWebhooks }: RunVerdict): string {
  const said = visibleText([error, message].filter((part) => part !== null).join(': '));
  const left = [
    ['Asleep already', asleep],
    ['Awake', awake],
    ['Webhooks still relaxed', relaxedWebhooks],
  ] as const;
  const told = left.flatMap(([what, names]) =>
    names.length === 0 ? [] : [`  ${what}: ${few(names, namesInLine).join(', ')}`],
  );
  return [`  ${said}`, ...told].join('\n');
}

function nodeGroups({ nodeGroups: groups, action, dryRun }: RunVerdict): string {
  const rows = groups.map(({ name, before, asleep, after }) =>
    action === 'stop' ? [name, sizeOf(before), sizeOf(asleep)] : [name, sizeOf(asleep), sizeOf(after)],
  );
  const columns = action === 'stop' ? ['before', dryRun ? 'would be' : 'asleep'] : ['asleep', 'after'];
  return textTable(['node group', ...columns], rows)
    .replaceAll(/^/gm, '  ')
    .trimEnd();
}

function sizeOf(size: ReportSize | null): string {
  return size ? `min ${size.min} max ${size.max} desired ${size.desired}` : '-';
}

function warnings({ warnings: all }: RunVerdict): string {
  return all
    .map(({ phase, message }) => styled('yellow', `Warning: ${visibleText(`${phase}: ${message}`)}`))
    .join('\n');
}

function where({ report, reportFiles, failedAt, executionArn, status }: RunVerdict): string {
  return [
    ...(report === null ? [] : [`Report: ${report}`]),
    ...reportFiles.map((file) => `Report: ${file}`),
    ...(failedAt === null ? [] : [`Runbook: docs/runbook.md, "${failedAt}"`]),
    ...(status === 'failed' ? [`Execution: ${executionArn}`] : []),
  ].join('\n');
}
