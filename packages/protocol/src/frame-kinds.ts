/** Kinds of frames on the stream to a cell process. `FRAME_INTERRUPT` is read by its link thread, even while the main
 *  thread loops. */
export const FRAME_MESSAGE = 0
export const FRAME_INTERRUPT = 1
