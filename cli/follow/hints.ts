import { shellWord } from '../../src/domain/shell-word.ts';

/** The words that lead another command to the same scheduler: `['--region', 'eu-west-1']`. */
export type PlaceWords = readonly string[];

/** `--region`, where a person has said it. */
export function placeIn(region: string | undefined): PlaceWords {
  return region === undefined ? [] : ['--region', region];
}

/** What a person may type: the command with what leads it to the same scheduler, as a shell takes it. */
export function commandLine(place: PlaceWords, ...words: readonly string[]): string {
  return ['eks-scheduler', ...words, ...place].map(shellWord).join(' ');
}

/** Where a cluster is, as options: nothing for what is the scheduler's own. */
export function clusterWords(
  { account, region, name }: { readonly account: string; readonly region: string; readonly name: string },
  home: { readonly account: string; readonly region: string },
): readonly string[] {
  return [
    ...['--cluster', name],
    ...(account === home.account ? [] : ['--account', account]),
    ...(region === home.region ? [] : ['--cluster-region', region]),
  ];
}
