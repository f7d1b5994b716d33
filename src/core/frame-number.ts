// Other tools number the frames of each capture from 1, and so do we. Within a run of several captures one number has to
// say both which capture and which frame: evidence is gathered long before anyone asks where it came from.

const ROOM = 2 ** 40

/** What is added to the numbers of a capture's frames; `capture` is its place in the run, from 0. */
export const frameBase = (capture: number): number => capture * ROOM

/** The number that the frame has in its capture, as Wireshark shows it. */
export const numberInCapture = (frameNo: number): number => frameNo % ROOM

/** The place in the run of the capture that holds the frame. */
export const captureOf = (frameNo: number): number => Math.floor(frameNo / ROOM)
