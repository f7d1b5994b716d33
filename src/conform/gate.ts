/**
 * Lets cases that share one device act on it together: an action happens once all cases of the group ask for it (or
 * have ended), and all go on when it is done.
 */
export class Gate<T> {
  private members: number
  private readonly asking = new Map<string, Array<(result: Promise<T>) => void>>()
  private readonly actions = new Map<string, () => Promise<T>>()

  constructor(members: number) {
    this.members = members
  }

  /** Asks for the action called `name`; resolves with what came of it, when it was done for all. */
  pass(name: string, action: () => Promise<T>): Promise<T> {
    this.actions.set(name, action)
    return new Promise((resolve) => {
      const asking = this.asking.get(name) ?? []
      asking.push(resolve)
      this.asking.set(name, asking)
      this.openIfAll()
    })
  }

  /** One case less. */
  leave(): void {
    this.members--
    this.openIfAll()
  }

  private openIfAll(): void {
    const waiting = [...this.asking.values()].reduce((count, asking) => count + asking.length, 0)
    if (waiting === 0 || waiting < this.members) return
    const [name, asking] = [...this.asking.entries()][0]!
    this.asking.delete(name)
    const done = this.actions.get(name)!()
    for (const resolve of asking) resolve(done)
  }
}
