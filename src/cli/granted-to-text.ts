/** The account that a credit was granted to, with the life of its id where that was not the first. */
export function grantedToText(credit: {
  readonly grantedTo: string;
  readonly grantedToLife?: number | undefined;
}): string {
  const { grantedTo, grantedToLife } = credit;
  return grantedToLife === undefined ? grantedTo : `${grantedTo} (life ${grantedToLife})`;
}
