/**
 * Family and VRID as one number below 512: the virtual router that a configuration speaks of. On which segment and under
 * which tag it is only traffic tells; there the observer numbers virtual routers as it meets them.
 */
export type FamilyVrid = number & { readonly unit: 'family and VRID' }

export const familyVrid = (family: number, vrid: number): FamilyVrid => ((family === 6 ? 256 : 0) | vrid) as FamilyVrid

/** `ipv4/51`. */
export const familyVridText = (of: FamilyVrid): string => `${(of & 256) === 0 ? 'ipv4' : 'ipv6'}/${of & 255}`
