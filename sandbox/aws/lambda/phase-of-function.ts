/** `drain-nodes` of `eks-scheduler-drain-nodes`, or of that function's ARN; any other name as it is. */
export function phaseOfFunction(functionName: string): string {
  return functionName.replace(/^(?:.*:)?eks-scheduler-/, '');
}
