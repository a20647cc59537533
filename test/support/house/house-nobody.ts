/** Somebody who owns nothing here: what a superuser becomes who lays down his rights. */
export const NOBODY = 65_534;
