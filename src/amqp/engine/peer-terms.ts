import type { PeerOpen, PeerTerminus } from "./terms.js";

/** A peer's account of itself, without what nobody asks for. */
export function partsOfOpen(open: PeerOpen): PeerOpen {
  const { container_id, max_frame_size, channel_max, idle_time_out, offered_capabilities, properties } = open;
  return { container_id, max_frame_size, channel_max, idle_time_out, offered_capabilities, properties };
}

/** A peer's terminus, without what nobody asks for again. */
export function partsOfTerminus(terminus: PeerTerminus | null | undefined): PeerTerminus | null | undefined {
  if (terminus === null || terminus === undefined) return terminus;
  const { address, dynamic, filter } = terminus;
  return { address, dynamic, filter };
}
