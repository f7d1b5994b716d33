import type { LiveVirtualRouter } from '../observe/live.ts'

/** The addresses of a virtual router in a sentence; of adverts that the capture cuts they may not be known. */
export function addressesOf({ addresses, routers }: LiveVirtualRouter): string {
  if (addresses.length > 0) return addresses.map(({ text }) => text).join(', ')
  return routers.some(({ lastSighting }) => lastSighting.advert.truncated) ? 'addresses not captured' : 'no address'
}
