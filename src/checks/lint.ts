import type { NodeConfig, RouterConfig } from '../config/model.ts'
import type { Note } from '../config/note.ts'
import { originOf } from '../config/origins.ts'
import type { Place } from '../config/text.ts'
import { type FamilyVrid, familyVrid } from '../core/family-vrid.ts'
import { type Consequence, consequence, type Group, groupsOf, type Member, reception } from './groups.ts'
import { lineToWrite } from './line-to-write.ts'
import type { Hooks, Message, Run, Sign, Values } from './rule.ts'

/** Reports the notes that the readers of configurations made for a rule. */
export function reportNotes<M extends string>(run: Run<M>, id: string): Hooks {
  return {
    onConfig(nodes) {
      for (const node of nodes)
        for (const note of node.notes) if (note.rule === id) run.report(note.message as M, noteSign(node, note))
    },
  }
}

function noteSign(node: NodeConfig, note: Note): Sign {
  const { severity, place, instance } = note
  const router = node.routers.find((one) => one.instance === instance)
  return {
    node: node.name,
    severity,
    values: { ...note.values, ...(instance === undefined ? {} : { instance }) },
    ...(router === undefined ? {} : { key: keyOf(router) }),
    ...placed(place),
    incident: `${place.line}:${place.column}`,
  }
}

const placed = ({ file, line, column }: Place): Required<Pick<Sign, 'file' | 'line' | 'column'>> => ({
  file,
  line,
  column,
})

/** The virtual router of a configuration, on a segment that nobody has told apart from others. */
export const keyOf = ({ family, vrid }: RouterConfig): FamilyVrid => familyVrid(family, vrid)

/**
 * A sign at the line that says a field of a member, or at the instance where the daemon's default says it.
 * `values.instead`, the line to write, is given in the words of keepalived.conf.
 */
export function at(member: Member, field: keyof RouterConfig, values: Values = {}): Sign {
  const { node, router } = member
  const { instead: line, ...others } = values
  const instead = line === undefined ? undefined : lineToWrite(String(line), node.dialect, router)
  return {
    node: node.name,
    key: keyOf(router),
    ...placed(originOf(router, field)),
    values: {
      node: node.name,
      instance: router.instance,
      vrid: router.vrid,
      ...others,
      ...(instead === undefined ? {} : { instead }),
    },
    incident: `${router.instance} ${router.family}`,
  }
}

/** Compares one field across the members of every group. */
export interface Comparison {
  readonly field: keyof RouterConfig
  /** The value as text: what differs in it is a mismatch. */
  readonly text: (router: RouterConfig) => string
  /** The line that gives a node the value of another; undefined: nothing to propose. */
  readonly instead: (router: RouterConfig) => string | undefined
  readonly applies?: (group: Group) => boolean
}

/**
 * The sentences for a difference and what the two nodes do about it. `here` and `there` are the two values in words;
 * `tolerated` is what follows where each accepts the other all the same.
 */
export function mismatchMessages(
  here: string,
  there: string,
  tolerated: Exclude<Message, string>,
): Readonly<Record<Consequence, Message>> {
  const differ = `{node} has ${here}, {other} ({otherFile}:{otherLine}) has ${there}`
  return {
    'both-active': `${differ}: each refuses the other, both become Active.`,
    'both-deaf': {
      text: `${differ}: neither hears the other, both become Active.`,
      why: BOTH_DEAF,
    },
    'one-way': {
      text: `${differ}: {refuser} refuses the adverts of {refused}.`,
      why: '{refuser} takes over beside {refused}, or never yields to it.',
    },
    tolerated: { ...tolerated, text: `${differ}: ${tolerated.text}` },
  }
}

/** Who refuses whom where only one of two does. */
export function refusal(a: Member, b: Member): Values {
  const [by, from] = reception(a, b).ofA === undefined ? [a, b] : [b, a]
  return { refuser: by.node.name, refused: from.node.name }
}

/**
 * Reports each member that differs from most of its group, with both values, both places, and what the two nodes do.
 * `values`: node, here, there, other, otherFile, otherLine, refuser, refused, instead.
 */
export function reportMismatch(run: Run<Consequence>, how: Comparison): Hooks {
  return {
    onConfig(nodes) {
      for (const group of groupsOf(nodes)) {
        if (how.applies?.(group) === false) continue
        const reference = mostCommon(group, how.text)
        for (const member of group) {
          if (how.text(member.router) === how.text(reference.router)) continue
          run.report(consequence(member, reference), mismatchSign(member, reference, how))
        }
      }
    },
  }
}

function mismatchSign(member: Member, other: Member, how: Comparison): Sign {
  const place = originOf(other.router, how.field)
  const instead = how.instead(other.router)
  return at(member, how.field, {
    here: how.text(member.router),
    there: how.text(other.router),
    other: other.node.name,
    otherFile: place.file,
    otherLine: place.line,
    ...refusal(member, other),
    ...(instead === undefined ? {} : { instead }),
  })
}

/** The member whose value most members have; the first of the file order where several do. */
function mostCommon(group: Group, text: (router: RouterConfig) => string): Member {
  const count = (member: Member): number => group.filter((other) => text(other.router) === text(member.router)).length
  return group.reduce((best, member) => (count(member) > count(best) ? member : best))
}

/** What both sides do about a difference that makes each refuse the other. */
export const BOTH_ACTIVE =
  'Each of the two refuses the adverts of the other and takes it for dead: both become Active and hold the addresses. ' +
  'With keepalived one of them falls silent after its first advert, because refused adverts restart its timer.'

/** The same where the adverts do not get as far as the instance: another id, group, transport or IP protocol. */
export const BOTH_DEAF =
  'The adverts of each never get to the instance of the other: both become Active, hold the addresses and go on ' +
  'advertising, and the daemons do not log a word.'
