package hooks

import (
	"errors"
	"fmt"
	"time"

	"aula/organisations"
	"aula/recordings"
	"aula/webinars"
	"aula/webrtc"
	"aula/webrtc/recording"
	"aula/webrtc/signal"
)

// taping is a recording that runs.
type taping struct {
	id       string
	began    time.Time
	before   time.Duration     // that was recorded of the webinar before
	limits   recordings.Limits // as last known
	warned   time.Duration     // the length of whose end hosts have been told; 0: of none
	recorder *webrtc.Recorder
	tape     *recording.Writer
}

// errNotRecorded and errRecorded say that there is nothing to stop, or to begin.
var (
	errNotRecorded = errors.New("nothing is being recorded")
	errRecorded    = errors.New("is being recorded already")
)

func (r *liveRoom) recordStart(a asker, _ signal.Request) (any, error) {
	if r.taping != nil {
		return nil, errRecorded
	}
	if err := r.record(a.ID, a.Name); err != nil {
		return nil, err
	}
	return nil, nil
}

func (r *liveRoom) recordStop(a asker, _ signal.Request) (any, error) {
	if r.taping == nil {
		return nil, errNotRecorded
	}
	return nil, r.stopRecording(recordings.ByHost, a.ID)
}

// record begins to record, and says so to everybody, who is in and who will come. Its caller holds the turn.
func (r *liveRoom) record(by, name string) error {
	if r.rooms.engineOf(r.webinar) != webinars.ThisMachine {
		return errElsewhere
	}
	room := r.mediaRoom()
	if r.distant.Load() != nil {
		return errElsewhere
	}
	if room == nil {
		return errNoMedia
	}
	before, err := recordings.Lasted(r.app, r.id)
	if err != nil {
		return err
	}
	limits, err := r.recordingLimits()
	if err != nil {
		return err
	}
	free, known := limits.Left(r.app.DataDir())
	if err := limits.MayBegin(before, free, known); err != nil {
		return err
	}
	now := time.Now()
	kept, err := recordings.Begin(r.app, r.id, by, now)
	if err != nil {
		return err
	}
	t := &taping{id: kept.Id, began: now, before: before, limits: limits}
	if t.tape, err = recording.Create(recordings.CapturePath(r.app, kept.Id), now); err == nil {
		t.recorder, err = room.Record(t.tape, func(err error) { r.recordingFailed(t, err) })
	}
	if err == nil {
		err = r.do(webinars.RoomEvent{Kind: webinars.RecordingKind, Person: "", Name: name, By: by, Data: webinars.EventData{On: true, Recording: kept.Id}})
	}
	if err != nil {
		if t.recorder != nil {
			t.recorder.Stop()
		}
		return errors.Join(err, recordings.End(r.app, kept.Id, recordings.Broken, 0, now))
	}
	r.taping = t
	r.tell("recording", signal.Audience{Groups: groupInside | groupLobby}, fields{"since": now.UTC()})
	r.warnOfEnd(t, now)
	return nil
}

// recordingLimits are those of this webinar as its plan says now.
func (r *liveRoom) recordingLimits() (recordings.Limits, error) {
	l := r.rooms.recording
	if l.Longest != 0 {
		return l, nil
	}
	w, err := webinars.Find(r.app, r.id)
	if err != nil {
		return l, err
	}
	centre, err := organisations.CentreOf(r.app)
	if err != nil {
		return l, err
	}
	l.Longest = recordings.Longest(w.RecordingMinutes(), centre.RecordingMinutes)
	return l, nil
}

// warnOfEnd tells the hosts, once, that a recording will soon be as long as it may. Its caller holds the turn.
func (r *liveRoom) warnOfEnd(t *taping, now time.Time) {
	minutes, due := t.limits.Warning(t.before + now.Sub(t.began))
	if !due || t.warned == t.limits.Longest {
		return
	}
	t.warned = t.limits.Longest
	r.tell("recording.ending", signal.Audience{Groups: groupHosts}, fields{"minutes": minutes})
}

// remindOfEnd tells who may record, and was not there when the hosts were warned, when the recording ends. Its caller holds the turn.
func (r *liveRoom) remindOfEnd(role webinars.Role, tell func(kind string, f any)) {
	t := r.taping
	if t == nil || t.warned != t.limits.Longest || webinars.MayInRoom(role, false, "record.start") != nil {
		return
	}
	if minutes, due := t.limits.Warning(t.before + time.Since(t.began)); due {
		tell("recording.ending", fields{"minutes": minutes})
	}
}

// stopRecording ends it, and orders its film. Its caller holds the turn.
func (r *liveRoom) stopRecording(why recordings.Reason, by string) error {
	t := r.taping
	if t == nil {
		return nil
	}
	if err := r.do(webinars.RoomEvent{Kind: webinars.RecordingKind, By: by, Data: webinars.EventData{Recording: t.id, Reason: string(why)}}); err != nil {
		return err
	}
	r.taping = nil
	t.recorder.Halt()
	r.tell("recording", signal.Audience{Groups: groupInside | groupLobby}, fields{"since": nil, "reason": why})
	r.rooms.running.Go(func() { r.endTape(t, why) })
	return nil
}

// endTape writes the rest of a capture. It takes no turn: disks take their time.
func (r *liveRoom) endTape(t *taping, why recordings.Reason) {
	t.recorder.Stop()
	if err := recordings.End(r.app, t.id, why, t.recorder.Dropped(), time.Now()); err != nil {
		r.app.Logger().Error("a recording is not ended", "recording", t.id, "error", err)
	}
}

// recordingFailed is told when a capture can no longer be written: the webinar goes on without.
func (r *liveRoom) recordingFailed(t *taping, err error) {
	r.app.Logger().Error("a recording has stopped", "recording", t.id, "error", err)
	why := recordings.Broken
	if diskIsFull(err) {
		why = recordings.DiskFull
	}
	r.turn.Lock()
	defer r.turn.Unlock()
	if r.taping != t || r.closed {
		return
	}
	if err := r.stopRecording(why, ""); err != nil { // a full disk takes no event either: people are told all the same
		r.app.Logger().Error("the end of a recording is not kept", "recording", t.id, "error", err)
		r.taping = nil
		r.tell("recording", signal.Audience{Groups: groupInside | groupLobby}, fields{"since": nil, "reason": why})
	}
}

// watchRecording ends what has no more room or time. Its caller holds the turn.
func (r *liveRoom) watchRecording(now time.Time) {
	t := r.taping
	if t == nil {
		return
	}
	if limits, err := r.recordingLimits(); err == nil {
		t.limits = limits
	} else {
		r.app.Logger().Error("how long may be recorded now is not known", "recording", t.id, "error", err)
	}
	free, known := t.limits.Left(r.app.DataDir())
	why := t.limits.MustEnd(t.before+now.Sub(t.began), uint64(t.tape.Size()), free, known)
	if why == "" {
		r.warnOfEnd(t, now)
		return
	}
	if err := r.stopRecording(why, ""); err != nil {
		r.app.Logger().Error("a recording goes on that should not", "recording", t.id, "error", err)
	}
}

// slidesChanged lets a film show at once what stood behind the slides. Its caller holds the turn.
func (r *liveRoom) slidesChanged() {
	if r.taping != nil {
		r.taping.recorder.Refresh()
	}
}

// goOnRecording begins another part where the program ended in the middle of one.
func (r *liveRoom) goOnRecording() {
	r.turn.Lock()
	defer r.turn.Unlock()
	if r.state.Recording == "" || r.taping != nil || r.closed {
		return
	}
	by := r.state.RecordingBy
	if err := r.record(by, ""); err != nil {
		r.app.Logger().Error("a recording does not go on after the restart", "webinar", r.id, "error", err)
		r.state.Recording = ""
		_ = r.do(webinars.RoomEvent{Kind: webinars.RecordingKind, Data: webinars.EventData{Reason: string(recordings.Restarted)}})
	}
}

// takeUpRecordings ends what the program left running when it ended, and orders the films.
func (rs *rooms) takeUpRecordings() error {
	list, err := recordings.InState(rs.app, recordings.Running)
	if err != nil {
		return err
	}
	for _, k := range list {
		if err := recordings.End(rs.app, k.Id, recordings.Restarted, 0, recordings.Captured(rs.app, k)); err != nil {
			return fmt.Errorf("take up recording %s: %w", k.Id, err)
		}
	}
	return nil
}

// recordingNow is what everybody is told who comes in; nil: nothing is recorded.
func (r *liveRoom) recordingNow() any {
	if r.taping == nil {
		return nil
	}
	return fields{"since": r.taping.began.UTC()}
}
