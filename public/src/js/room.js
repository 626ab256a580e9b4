// The live room: the door with its check, the wait, the room, the end. Parts of it are in room/, one idea a file.
import { Check } from './room/check.js'
import { byId } from './room/dom.js'
import { Session } from './room/session.js'

const room = byId('room')
if (room?.dataset.scene === 'check') {
  const session = new Session(room.dataset)
  new Check((tracks) => session.enter(tracks))
  byId('again').addEventListener('click', () => location.reload())
}
