/**
 * What follows a router's URL for each form of address. By default both sides ask the peer what it is, and take
 * routable addresses for a router.
 */
export const addressing = { routable: "/?", legacy: "/?addressing_mode=legacy&" } as const;

export type AddressingMode = keyof typeof addressing;

export const addressingModes = Object.keys(addressing) as readonly AddressingMode[];
