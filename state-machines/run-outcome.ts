/** The cluster that a child is for. */
const cluster = '$states.input.target.{"cluster": cluster, "account": account, "region": region}';

/** What a run that succeeded says of itself: done, or skipped and why. */
const ended = `{% (
  $summary := $states.result.Output.summary;
  $isSkipped := $summary.status = 'skipped';
  $reason := $exists($summary.reason) ? $substring($string($summary.reason), 0, $states.input.causeLength) : 'nothing to do';
  $merge([${cluster}, $isSkipped ? {"status": "skipped", "reason": $reason} : {"status": "done"}])
) %}`;

const hasRun = `{% $merge([${cluster}, {"status": "skipped", "reason": "this slot has run already"}]) %}`;

/**
 * How a run failed: its named error and the beginning of what it says. The cause of a run that ended is its description, and in
 * there stands what Lambda made of the error; other causes are plain words, or are cut: nothing may throw here, as nothing would catch it.
 */
const failed = `{% (
  $read := function($text) { $substring($text, 0, 2) = '{"' and $substring($text, -1) = '}' ? $parse($text) : {} };
  $cause := $exists($states.errorOutput.Cause) ? $string($states.errorOutput.Cause) : '';
  $run := $read($cause);
  $said := $exists($run.Status) ? ($exists($run.Cause) ? $string($run.Cause) : '') : $cause;
  $thrown := $read($said);
  $words := $exists($thrown.errorMessage) ? $string($thrown.errorMessage) : $said;
  $error := $exists($run.Error) ? $run.Error : $exists($run.Status) ? $run.Status : $states.errorOutput.Error;
  $merge([
    ${cluster},
    {"status": "failed", "error": $error, "cause": $substring($words, 0, $states.input.causeLength)},
    $exists($run.Name) ? {"run": $run.Name} : {}
  ])
) %}`;

/**
 * What a child of the fleet makes of the end of its run: FleetOutcome of src/domain/fleet.ts, in JSONata. The descriptions of five hundred
 * runs are megabytes; their outcomes fit into one state.
 */
export const runOutcome = { ended, hasRun, failed } as const;
