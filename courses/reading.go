package courses

import "time"

// Reading is how far one person is in a course. The zero Reading is that of
// somebody who is not enrolled.
type Reading struct {
	Enrolment  string    // its id; empty: not enrolled
	LastLesson string    // id of the lesson where the person was last
	Due        time.Time // until when the course is to be finished; zero: no deadline
	Rated      bool
	Asked      int // questions that the person put to the teacher
	Standing   Standing
	met        map[string]bool
}

// Enrolled tells whether there is an enrolment.
func (r Reading) Enrolled() bool { return r.Enrolment != "" }

// Done tells whether the lesson is marked as done.
func (r Reading) Done(l *Lesson) bool { return r.met[LessonKind+":"+l.Key()] }

// Passed tells whether the quiz was passed.
func (r Reading) Passed(q QuizRef) bool { return r.met[QuizKind+":"+q.Key] }
