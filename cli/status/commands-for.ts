import type { ClusterId } from '../../src/domain/run.ts';
import { isGoingOn, type Standing } from '../../src/domain/standing.ts';
import { clusterWords, commandLine, type PlaceWords } from '../follow/hints.ts';
import type { ClusterStatus } from './cluster-status.ts';

interface Seen {
  readonly cluster: ClusterId;
  readonly standing: Standing;
  readonly lock: ClusterStatus['lock'];
  readonly hasOutstanding: boolean;
}

/** What a person may type next, the likeliest first. */
export function commandsFor(
  { cluster, standing, lock, hasOutstanding }: Seen,
  home: { readonly account: string; readonly region: string },
  place: PlaceWords,
): ClusterStatus['commands'] {
  const ofCluster = (word: string, ...more: readonly string[]) =>
    commandLine(place, word, ...more, ...clusterWords(cluster, home));
  const ofRun = (word: string) => commandLine(place, word, standing.run ?? '');
  const wake = { text: 'To wake it:', command: ofCluster('start') };
  switch (standing.state) {
    case 'asleep':
      return [wake];
    case 'awake':
      return hasOutstanding
        ? [{ text: 'A start brings back what is still outstanding:', command: ofCluster('start') }]
        : [{ text: 'To put it to sleep:', command: ofCluster('stop') }];
    case 'going to sleep':
      return [
        { text: 'How far it is:', command: ofRun('report') },
        { text: 'To wake it instead:', command: ofCluster('start', '--takeover') },
      ];
    case 'waking':
      return [{ text: 'How far it is:', command: ofRun('report') }];
    case 'failed half-way':
      return [{ text: 'What happened:', command: ofRun('report') }, ...afterFailure({ lock }, ofRun('redrive'), wake)];
  }
}

/** A run that is no longer in the history, or has lost the cluster, cannot be redriven. */
function afterFailure(
  { lock }: Pick<Seen, 'lock'>,
  redrive: string,
  wake: ClusterStatus['commands'][number],
): ClusterStatus['commands'] {
  const isRedrivable = lock !== null && !isGoingOn(lock.status) && lock.status !== 'NOT_FOUND';
  if (!isRedrivable) return [wake];
  const again = { text: 'When the cause is gone, to go on from the step that failed:', command: redrive };
  return lock.action === 'stop' ? [again, { ...wake, text: 'Or to wake it instead:' }] : [again];
}
