import { INTERFACE } from '../../../src/edge/lab.ts'
import { LiveLink } from '../../../src/edge/link.ts'

// Five adverts through a link, each with a will; then an orderly end, or death.

// RFC 9568 5.1 over IPv4 (a bridge drops a wrong IPv4 checksum: 0x189a is right for this header).
const advert = (priority: number) =>
  Buffer.from(
    [
      '01005e000012 020000000001 0800',
      '45c00020 00000000 ff70189a c0000201 e0000012',
      `3133${priority.toString(16).padStart(2, '0')}01 00640000 c0000264`,
    ]
      .join('')
      .replaceAll(' ', ''),
    'hex',
  )

const link = await LiveLink.open(INTERFACE)
link.onFrame(() => console.log(JSON.stringify({ event: 'heard' })))
for (let i = 0; i < 5; i++) {
  link.send(advert(100))
  link.setWill(advert(0))
  await new Promise((resolve) => setTimeout(resolve, 20))
}
if (process.argv[2] === 'die') process.kill(process.pid, 'SIGKILL')
link.clearWill()
await link.close()
