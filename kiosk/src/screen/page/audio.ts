let context: AudioContext | undefined;

/**
 * The page's one way out to the loudspeaker. A browser that has not been
 * touched may keep silent; a kiosk is started with autoplay allowed.
 */
export function audio(): AudioContext {
  context ??= new AudioContext();
  if (context.state === 'suspended') void context.resume();
  return context;
}
