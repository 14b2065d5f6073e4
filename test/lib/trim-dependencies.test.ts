import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { OnLoadArgs, OnLoadOptions, OnLoadResult, PluginBuild } from 'esbuild';
import { trimDependencies } from '../../lib/trim-dependencies.ts';

/** What the bundler reads of a file of a package; null where it reads the file itself. */
async function readOf(file: string): Promise<string | null> {
  const path = join('node_modules', file);
  let contents: string | null = null;
  const onLoad = ({ filter }: OnLoadOptions, load: (args: OnLoadArgs) => unknown) => {
    if (!filter.test(`/${path}`)) return;
    const args = { path, namespace: 'file', suffix: '', pluginData: undefined, with: {} };
    contents = String((load(args) as OnLoadResult).contents);
  };
  await trimDependencies('src/kubernetes').setup({ onLoad } as unknown as PluginBuild);
  return contents;
}

const generated = '@kubernetes/client-node/dist/gen';

test.each(['apis/CoreV1Api', 'types/PromiseAPI', 'types/ObservableAPI', 'types/ObjectParamAPI'])(
  '%s keeps the methods that the adapter calls, in both forms, and no other',
  async (file) => {
    const text = (await readOf(`${generated}/${file}.js`)) ?? '';
    const methods = [...text.matchAll(/^ {4}(?:async )?(\w+)\(/gm)].map(([, name = '']) =>
      name.replace('WithHttpInfo', ''),
    );

    expect(methods).toEqual(expect.arrayContaining(['listNode', 'createNamespacedPodEviction']));
    expect(methods).not.toContain('connectDeleteNamespacedPodProxy');
    expect(new Set(methods).size).toBeLessThan(60);
  },
);

test('a kept method has its whole body', async () => {
  const methodOf = (text: string) => /^ {4}async listNode\([\s\S]*?^ {4}\}$/m.exec(text)?.[0];
  const file = `${generated}/apis/CoreV1Api.js`;

  const trimmed = methodOf((await readOf(file)) ?? '');

  expect(trimmed).toBe(methodOf(readFileSync(join('node_modules', file), 'utf8')));
  expect(trimmed).toContain('/api/v1/nodes');
});

test('the table of models keeps what the kept methods answer, and all that this is made of', async () => {
  const text = (await readOf(`${generated}/models/ObjectSerializer.js`)) ?? '';
  const models = [...text.matchAll(/^ {4}"(\w+)": \1,?$/gm)].map(([, name]) => name);

  // A list, its items, their parts down to what holds a date, and what is sent along with a deletion.
  expect(models).toEqual(
    expect.arrayContaining([
      'V1PodList',
      'V1PodSpec',
      'V1ContainerStateTerminated',
      'V1DeleteOptions',
      'V1Preconditions',
    ]),
  );
  expect(models).not.toContain('V1CronJob');
  expect(text).not.toContain('V1CronJob.js');
});

test('the packages’ other files are read as they are', async () => {
  expect(await readOf(`${generated}/models/V1Pod.js`)).toBeNull();
  expect(await readOf('undici/lib/web/fetch/index.js')).toBeNull();
});
