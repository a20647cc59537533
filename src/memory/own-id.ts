import { WORLD } from '../commands/field.ts';

/**
 * The kernel's id for a caller's account id. `world` is an ordinary id to callers of the in-memory classes,
 * while the kernel keeps that name for itself; a letter more at the end of every id that begins with it
 * keeps all of them apart.
 */
export function ownId(id: string): string {
  return id.startsWith(WORLD) ? `${id}+` : id;
}
