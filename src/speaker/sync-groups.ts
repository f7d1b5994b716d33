import type { Speaker } from './driver.ts'
import type { SpeakerEvent } from './events.ts'

/**
 * keepalived's sync groups, over the speakers of all interfaces: members become Active together, once the last of them
 * wants to, and when one yields the others fall silent with it, without priority 0.
 */
export class SyncGroups {
  readonly #speakers: Speaker[] = []

  join(speaker: Speaker): void {
    this.#speakers.push(speaker)
  }

  /** Whether a Backup whose time has come may become Active: all the others of its group want that, too. */
  mayLead(instance: string, group: string): boolean {
    return this.#others(instance, group).every(({ speaker, name }) => speaker.wantsActive(name))
  }

  /** To be told every event of every speaker. */
  onEvent(event: SpeakerEvent): void {
    if (event.kind !== 'transition' || event.group === undefined) return
    if (event.to === 'Initialize' || event.from === 'Initialize') return
    for (const { speaker, name } of this.#others(event.instance, event.group)) speaker.follow(name, event.to)
  }

  #others(instance: string, group: string) {
    return this.#speakers.flatMap((speaker) =>
      speaker.configs
        .filter((config) => config.syncGroup === group && config.instance !== instance)
        .map((config) => ({ speaker, name: config.instance })),
    )
  }
}
