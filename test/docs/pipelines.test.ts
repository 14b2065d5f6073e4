import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { whyNotRead } from './our-program.ts';
import { blocksOf, pages } from './pages.ts';
import { ourWords, typed } from './shell-line.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
}
type Job = Readonly<Record<string, unknown>> & {
  readonly script?: readonly string[];
  readonly steps?: readonly Step[];
};
type Pipeline = Readonly<Record<string, unknown>> & {
  readonly stages?: readonly string[];
  readonly jobs?: Readonly<Record<string, Job>>;
};

const documents = pages()
  .filter(({ path }) => path === 'docs/ci-cd.md')
  .flatMap(blocksOf)
  .filter(({ language }) => language === 'yaml')
  .map((block) => [`line ${block.firstLine}`, parse(block.lines.join('\n')) as Pipeline] as const);
const onGitHub = documents.filter(([, { jobs }]) => jobs !== undefined);
const onGitLab = documents.filter(([, { jobs }]) => jobs === undefined);

/** What is not a job in a file of GitLab: https://docs.gitlab.com/ci/yaml/#global-keywords */
const globalKeywords = new Set(['default', 'variables', 'stages', 'include', 'workflow']);

function jobsOf(pipeline: Pipeline): (readonly [name: string, job: Job])[] {
  if (pipeline.jobs) return Object.entries(pipeline.jobs);
  return Object.entries(pipeline).filter(([name]) => !globalKeywords.has(name)) as [string, Job][];
}

function linesOf({ script = [], steps = [] }: Job): string[] {
  return [...script, ...steps.flatMap(({ run }) => run?.trim().split('\n') ?? [])];
}

test('there are pipelines for GitLab and for GitHub', () => {
  expect([onGitLab.length, onGitHub.length]).toEqual([2, 1]);
});

describe.each(documents)('the pipeline at %s', (_at, pipeline) => {
  test.each(jobsOf(pipeline))(
    'its job %s types commands that there are, with options that they take',
    async (_name, job) => {
      const wrong: string[] = [];
      let ours = 0;
      for (const line of linesOf(job)) {
        const read = typed(line.replace(/ \|\| test \$\? -eq 4$/, ''));
        const words = read && ourWords(read);
        if (words) ours += 1;
        const why = words ? await whyNotRead(words) : whyNoOther(line);
        if (why !== null) wrong.push(`${line}: ${why}`);
      }

      expect(wrong).toEqual([]);
      expect(ours).toBeGreaterThan(0);
    },
  );
});

function whyNoOther(line: string): string | null {
  return line === 'npm ci' ? null : 'it is neither ours nor npm ci';
}

test.each(onGitLab)('at %s every job of GitLab is in a stage that there is, and asks for a token', (_at, pipeline) => {
  const { stages = ['test'], default: always } = pipeline as { stages?: string[]; default?: { id_tokens?: object } };

  expect(always?.id_tokens).toBeDefined();
  for (const [, { stage = 'test' }] of jobsOf(pipeline)) expect(stages).toContain(stage);
});

test.each(onGitHub)('at %s GitHub’s jobs may ask for a token, and name the version of each action', (_at, pipeline) => {
  expect(pipeline.permissions).toMatchObject({ 'id-token': 'write' });
  const used = jobsOf(pipeline).flatMap(([, { steps = [] }]) => steps.flatMap(({ uses }) => uses ?? []));

  expect(used.filter((action) => !/^[\w-]+\/[\w-]+@v\d+$/.test(action))).toEqual([]);
});
