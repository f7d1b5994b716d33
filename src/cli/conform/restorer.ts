import type { DeviceControl } from '../../conform/device.ts'

/** Passes on what is done to a device, and undoes at the end what was left done. */
export class Restorer {
  readonly control: DeviceControl
  readonly #device: DeviceControl
  #stopped = false
  #unplugged = false

  constructor(device: DeviceControl) {
    this.#device = device
    const { start, stop, kill, link } = device
    this.control = {
      ...device,
      ...(start && { start: () => this.#run(false, start) }),
      ...(stop && { stop: () => this.#run(true, stop) }),
      ...(kill && { kill: () => this.#run(true, kill) }),
      ...(link && { link: (state) => this.#plug(state, link) }),
    }
  }

  async restore(): Promise<void> {
    if (this.#unplugged) await this.control.link?.('up')
    if (this.#stopped) await this.#device.start?.()
    this.#stopped = false
  }

  async #run(stopped: boolean, act: () => Promise<void>): Promise<void> {
    this.#stopped = stopped
    await act()
  }

  async #plug(state: 'up' | 'down', link: NonNullable<DeviceControl['link']>): Promise<void> {
    this.#unplugged = state === 'down'
    await link(state)
  }
}
