/**
 * How long the camera travels, in milliseconds: not at all for people who asked their system for less motion.
 * https://www.w3.org/TR/mediaqueries-5/#prefers-reduced-motion
 */
export function travel(milliseconds: number): number {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : milliseconds
}
