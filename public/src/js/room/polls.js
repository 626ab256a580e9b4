// Polls: made by presenters, voted by everybody, their results as bars with numbers.
import { announce, complain } from './announce.js'
import { acts, byId, fill, list, made } from './dom.js'
import { form } from './form.js'
import { number, say } from './texts.js'

export class Polls {
  constructor({ socket, store, panel }) {
    Object.assign(this, { socket, store, panel, root: byId('panel-polls') })
    this.lines = this.root.querySelector('[data-list]')
    form(this.root, async (data) => {
      const options = data.get('options').split('\n').map((o) => o.trim()).filter(Boolean)
      await socket.ask('poll.make', { text: data.get('text'), options, multiple: data.has('multiple'), live: data.has('live') })
      byId('poll-make').open = false
    })
    const send = (type) => (poll) => socket.ask(type, { poll }).catch(complain)
    acts(this.lines, { open: send('poll.open'), close: send('poll.close'), show: send('poll.show') })
    this.lines.addEventListener('submit', (event) => {
      event.preventDefault()
      this.vote(event.target)
    })
    store.watch('polls you', () => store.room && this.draw())
  }

  async vote(line) {
    const options = [...line.querySelectorAll('input:checked')].map((input) => Number(input.value))
    const poll = line.dataset.key
    try {
      await this.socket.ask('poll.vote', { poll, options })
      this.store.you.ballots[poll] = options
      this.draw()
      announce(say('poll_voted'))
    } catch (error) {
      complain(error)
    }
  }

  opened({ poll }) {
    this.panel.more('polls')
    announce(say('poll_now', { text: poll.text }))
  }

  draw() {
    const all = [...this.store.room.polls].reverse()
    list(this.lines, all, (p) => p.id, (p) => this.make(p), (line, p) => this.update(line, p))
    this.root.querySelector('[data-empty]').hidden = !!all.length
  }

  make(poll) {
    const line = made('poll')
    const chosen = this.store.you.ballots[poll.id] ?? []
    line.querySelector('[data-options]').append(
      ...poll.options.map((text, i) => {
        const option = made('option')
        const input = option.querySelector('input')
        Object.assign(input, { type: poll.multiple ? 'checkbox' : 'radio', name: `poll-${poll.id}`, value: i, checked: chosen.includes(i) })
        fill(option, { text })
        option.querySelector('progress').setAttribute('aria-label', text)
        return option
      })
    )
    return line
  }

  update(line, poll) {
    const open = poll.state === 'open'
    const seen = poll.counts ? { open: 'poll_is_open', closed: 'poll_is_closed' } : { open: 'poll_open_unseen', closed: 'poll_closed_unseen' }
    const words = seen[poll.state] ?? 'poll_draft'
    const voted = this.store.you.ballots[poll.id] && open ? ` ${say('poll_voted')}` : ''
    fill(line, { text: poll.text, state: say(words, { number: number(poll.voters ?? 0) }) + voted })
    for (const input of line.querySelectorAll('input')) input.disabled = !open
    line.querySelector('[data-act=vote]').hidden = !open
    line.querySelector('[data-act=open]').hidden = open
    line.querySelector('[data-act=close]').hidden = !open
    line.querySelector('[data-act=show]').hidden = poll.state === 'draft' || poll.shown
    for (const [i, option] of [...line.querySelectorAll('.poll-option')].entries()) this.result(option, poll, i)
  }

  result(option, { counts, voters }, i) {
    option.querySelector('[data-result]').hidden = !counts
    if (!counts) return
    const part = voters ? counts[i] / voters : 0
    option.querySelector('progress').value = part
    fill(option, { result: say('result', { number: number(counts[i]), percent: number(Math.round(part * 100)) }) })
  }
}
