/** Asked for at run time and not imported: an older Node, which lacks it, shall come to say that it is too old. */
export const { backup, DatabaseSync } = process.getBuiltinModule('node:sqlite');
export type DatabaseSync = InstanceType<typeof DatabaseSync>;
