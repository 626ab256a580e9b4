// The live room: the door with its check, the wait, the room, the end. Parts of it are in room/, one idea a file.
import { Check } from './room/check.js'
import { byId } from './room/dom.js'
import { here } from './room/media.js'
import { Session } from './room/session.js'

const room = byId('room')
if (room?.dataset.scene === 'check') {
  const { livekit } = room.dataset
  const engine = livekit ? import(livekit).then((m) => m.livekit) : Promise.resolve(here)
  const session = engine.then((media) => new Session(room.dataset, media))
  new Check((tracks, plain) => session.then((s) => s.enter(tracks, plain), () => location.reload()))
  byId('again').addEventListener('click', () => location.reload())
}
