/** `drain-nodes` of `…PhasesDrainNodes<hash>`, as the function is called in the template; any other name in small letters. */
export function phaseOfFunction(functionName: string): string {
  const words = /Phases([A-Z][A-Za-z]*?)[0-9A-F]{8}/.exec(functionName)?.[1] ?? functionName;
  return words.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
}
