/** A cluster or node group that carries this tag with the value `true` is not put to sleep. */
export const excludeTag = 'eks-scheduler:exclude';
