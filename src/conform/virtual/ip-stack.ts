import type { RouterConfig } from '../../config/model.ts'
import { type Ip, isMulticast, type Mac, macBytes, sameIp, virtualMac } from '../../core/address.ts'
import type { Link } from '../../speaker/ports.ts'
import { internetChecksum } from '../../wire/checksum.ts'
import { ETHERNET_DST, ETHERNET_LEN, ETHERNET_SRC } from '../../wire/ethernet.ts'
import type { EchoFact } from '../../wire/facts.ts'
import { arpReplyFrame, arpRequestFrame, solicitationFrame } from '../../wire/frames.ts'
import { IPV4_CHECKSUM, IPV4_TTL } from '../../wire/ipv4.ts'
import { IPV6_HOP_LIMIT } from '../../wire/ipv6.ts'
import { linkLocalOf, redirectFrame, routerAdvertFrame } from '../../wire/router-messages.ts'
import type { FrameView } from '../../wire/view.ts'
import { type Heard, heardIn } from '../heard.ts'

export interface IpStackOptions {
  readonly routers: readonly RouterConfig[]
  /** Whether the speaker is Active for one of them now. */
  readonly isActive: (router: RouterConfig) => boolean
  /** Addresses of the device itself, one of each family. */
  readonly sources: readonly Ip[]
  readonly proxyFor: Ip
}

/** More packets than a case ever has under way to one neighbour. */
const MAX_WAITING = 8

/**
 * What a kernel is to keepalived: it forwards packets to the virtual MACs (echo requests are all it knows), redirects,
 * answers by proxy, and sends Router Advertisements, each for the virtual routers that are Active. The link that is
 * returned is the speaker's.
 */
export function withIpStack(link: Link, options: IpStackOptions): Link {
  const stack = new IpStack(link, options)
  return {
    mtu: link.mtu,
    send: (frame) => link.send(frame),
    onFrame: (receive) =>
      link.onFrame((view) => {
        receive(view)
        stack.hear(view)
      }),
  }
}

class IpStack {
  private readonly link: Link
  private readonly options: IpStackOptions
  private readonly neighbours = new Map<string, Mac>()
  private readonly waiting: { readonly to: Ip; readonly frame: Uint8Array }[] = []

  constructor(link: Link, options: IpStackOptions) {
    this.link = link
    this.options = options
  }

  hear(view: FrameView): void {
    const heard = heardIn(view)
    switch (heard?.kind) {
      case 'arp':
        if (heard.role === 'reply') this.learn(heard.senderIp, heard.senderMac)
        else if (heard.role === 'request' && sameIp(heard.targetIp, this.options.proxyFor)) this.answerByProxy(heard)
        break
      case 'nd':
        if (heard.role === 'advertisement' && heard.linkLayer !== undefined) this.learn(heard.target, heard.linkLayer)
        break
      case 'echo':
        this.forward(heard, view)
        break
      case 'router-solicitation':
        this.advertise()
        break
    }
  }

  private learn(ip: Ip, mac: Mac): void {
    this.neighbours.set(ip.text, mac)
    for (let i = this.waiting.length - 1; i >= 0; i--) {
      if (!sameIp(this.waiting[i]!.to, ip)) continue
      for (const { frame } of this.waiting.splice(i, 1)) this.sendTo(mac, frame)
    }
  }

  private answerByProxy(asked: Extract<Heard, { kind: 'arp' }>): void {
    const router = this.options.routers.find((each) => each.family === 4 && this.options.isActive(each))
    if (router === undefined) return
    const srcMac = virtualMac(4, router.vrid)
    const asker = { askerMac: asked.senderMac, askerIp: asked.senderIp }
    this.link.send(arpReplyFrame({ link: { srcMac }, address: asked.targetIp, ...asker }))
  }

  private advertise(): void {
    for (const router of this.options.routers) {
      const src = linkLocalOf(router.addresses)
      if (router.family !== 6 || src === undefined || !this.options.isActive(router)) continue
      this.link.send(routerAdvertFrame({ link: { srcMac: virtualMac(6, router.vrid) }, src }))
    }
  }

  private forward(echo: EchoFact, view: FrameView): void {
    const { routers, isActive, sources } = this.options
    const router = routers.find(({ family, vrid }) => virtualMac(family, vrid) === echo.dstMac)
    if (router === undefined || !isActive(router) || router.family !== echo.dst.family || echo.hopLimit <= 1) return
    const isOwn = [...router.addresses, ...sources].some((own) => sameIp(own, echo.dst))
    if (isOwn || isMulticast(echo.dst)) return
    const srcMac = virtualMac(router.family, router.vrid)
    const packet = new Uint8Array(view.dv.buffer, view.dv.byteOffset + view.l3, view.l4End - view.l3).slice()
    const gateway = router.family === 4 ? router.addresses[0] : linkLocalOf(router.addresses)
    if (gateway !== undefined && echo.srcMac !== undefined) {
      const link = { srcMac, dstMac: echo.srcMac }
      this.link.send(redirectFrame({ link, src: gateway, to: echo.src, destination: echo.dst, packet }))
    }
    const frame = forwarded(new Uint8Array(view.dv.buffer, view.dv.byteOffset + view.start, view.l4End - view.start))
    frame.set(macBytes(srcMac), ETHERNET_SRC)
    const known = this.neighbours.get(echo.dst.text)
    if (known !== undefined) {
      this.sendTo(known, frame)
      return
    }
    if (this.waiting.length >= MAX_WAITING) this.waiting.shift()
    this.waiting.push({ to: echo.dst, frame })
    const own = sources.find(({ family }) => family === router.family)!
    this.link.send(
      router.family === 4
        ? arpRequestFrame({ link: { srcMac }, senderIp: own, target: echo.dst })
        : solicitationFrame({ link: { srcMac }, src: own, target: echo.dst }),
    )
  }

  private sendTo(mac: Mac, frame: Uint8Array): void {
    frame.set(macBytes(mac), ETHERNET_DST)
    this.link.send(frame)
  }
}

/** A copy of an untagged frame whose packet has gone one hop further. */
function forwarded(frame: Uint8Array): Uint8Array {
  const copy = frame.slice()
  const dv = new DataView(copy.buffer)
  const isV4 = copy[ETHERNET_LEN]! >> 4 === 4
  copy[ETHERNET_LEN + (isV4 ? IPV4_TTL : IPV6_HOP_LIMIT)]! -= 1
  if (isV4) {
    dv.setUint16(ETHERNET_LEN + IPV4_CHECKSUM, 0)
    dv.setUint16(
      ETHERNET_LEN + IPV4_CHECKSUM,
      internetChecksum(dv, ETHERNET_LEN, ETHERNET_LEN + (copy[ETHERNET_LEN]! & 15) * 4),
    )
  }
  return copy
}
