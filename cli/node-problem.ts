/** The clients of Kubernetes do not even load on an older Node.js. */
const oldest = [22, 19] as const;

/** What is wrong with the Node.js that this runs on (`24.21.0`), with the cure; null where it will do. */
export function nodeProblem(version: string): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return null;
  return (
    `Node.js ${version} is too old: it takes ${oldest.join('.')} or later. ` +
    'Start it with npx (`npx eks-scheduler`), which takes the one that the project brings.'
  );
}
