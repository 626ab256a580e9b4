package accounts

import (
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// SessionCookie is the name of the cookie that carries a session's token.
const SessionCookie = "aula_session"

// VisitKey is where a request keeps the Visit that its session led to.
const VisitKey = "aula:visit"

const (
	sessions = "sessions"

	fieldUser      = "user"
	fieldTokenHash = "token_hash"
	fieldAgent     = "agent"
	fieldLastSeen  = "last_seen"
	fieldExpires   = "expires"
	fieldActs      = "membership"
	fieldFederated = "federated"

	// BriefStay and LongStay are how long a session lasts without use. The long one is for devices that
	// people say are their own.
	BriefStay = 12 * time.Hour
	LongStay  = 30 * 24 * time.Hour

	tokenBytes   = 32
	mostSessions = 20 // of one person; the one unused for longest makes room
	longestAgent = 300
)

// ErrNoSession says that there is no such session, or none any more.
var ErrNoSession = errors.New("no such session")

// Session is one device on which somebody is signed in.
type Session struct{ core.BaseRecordProxy }

// User is the person's record id.
func (s *Session) User() string { return s.GetString(fieldUser) }

// Agent is what the browser said that it is.
func (s *Session) Agent() string { return s.GetString(fieldAgent) }

// LastSeen is when the session was last used, give or take the minutes between two writes.
func (s *Session) LastSeen() time.Time { return s.GetDateTime(fieldLastSeen).Time() }

// Since is when the person signed in.
func (s *Session) Since() time.Time { return s.GetDateTime("created").Time() }

// Expires is when the session ends by itself if it is not used before.
func (s *Session) Expires() time.Time { return s.GetDateTime(fieldExpires).Time() }

// Acts is the id of the membership in which the person acts on this device, empty if they chose none.
func (s *Session) Acts() string { return s.GetString(fieldActs) }

// Factor is when the second factor was given in this session, zero if it was not.
func (s *Session) Factor() time.Time { return s.GetDateTime(fieldFactor).Time() }

// Federated is what ends the session at the provider that vouched for the person, "" if there is nothing to end.
func (s *Session) Federated() string { return s.GetString(fieldFederated) }

// shown is when its owner last showed in it who they are, by whatever.
func (s *Session) shown() time.Time {
	last := s.Since()
	for _, t := range []time.Time{s.Factor(), s.GetDateTime(fieldProven).Time()} {
		if t.After(last) {
			last = t
		}
	}
	return last
}

// Card is the id of the card that opened the session, "" for others.
func (s *Session) Card() string { return s.GetString(fieldCard) }

// Shared tells whether others use the device: a card opened the session, or was in there when its account was made.
func (s *Session) Shared() bool { return s.Card() != "" || s.GetBool(fieldShared) }

// stay is how long the session lasts without use.
func (s *Session) stay() time.Duration {
	if s.Shared() {
		return CardStay
	}
	if s.Expires().Sub(s.LastSeen()) > BriefStay {
		return LongStay
	}
	return BriefStay
}

// OpenSession signs the person in on a device and returns the token for its cookie. The token is not stored:
// who reads the database cannot enter with what it holds.
func OpenSession(app core.App, user *core.Record, agent string, stay time.Duration) (token string, err error) {
	return OpenSessionWith(app, user, agent, Opening{Stay: stay})
}

// Opening is how somebody comes in.
type Opening struct {
	Stay      time.Duration
	Factor    time.Time // when they gave their second factor, in a session that this one replaces or at the provider of their identity; zero: not yet
	Federated string    // what ends their session at the provider that vouched for them; empty: there is none
	Card      string    // id of the card that lets them in; empty: none
	Shared    bool      // others use the device: the session ends as a card's does, whatever Stay says
}

// OpenSessionWith is OpenSession for who does not come by their password alone.
func OpenSessionWith(app core.App, user *core.Record, agent string, o Opening) (token string, err error) {
	if user.Collection().Name != Collection {
		return "", fmt.Errorf("open session of a %s: %w", user.Collection().Name, ErrNoPerson)
	}
	c, err := app.FindCachedCollectionByNameOrId(sessions)
	if err != nil {
		return "", err
	}
	secret := make([]byte, tokenBytes)
	rand.Read(secret) // never fails, by its documentation
	token = base64.RawURLEncoding.EncodeToString(secret)
	if o.Shared {
		o.Stay = CardStay
	}
	now := DoorkeeperOf(app).now()
	s := core.NewRecord(c)
	s.Set(fieldUser, user.Id)
	s.Set(fieldTokenHash, hashOf(token).String())
	s.Set(fieldAgent, cut(agent, longestAgent))
	s.Set(fieldLastSeen, now)
	s.Set(fieldExpires, now.Add(o.Stay))
	s.Set(fieldFederated, o.Federated)
	s.Set(fieldCard, o.Card)
	s.Set(fieldShared, o.Shared)
	if !o.Factor.IsZero() {
		s.Set(fieldFactor, o.Factor)
	}
	err = app.RunInTransaction(func(tx core.App) error {
		if err := makeRoom(tx, user.Id); err != nil {
			return err
		}
		return tx.Save(s)
	})
	if err != nil {
		return "", fmt.Errorf("open session of %s: %w", user.Id, err)
	}
	return token, nil
}

func makeRoom(tx core.App, user string) error {
	open, err := sessionsOf(tx, user)
	if err != nil {
		return err
	}
	for i := mostSessions - 1; i < len(open); i++ {
		if err := tx.Delete(open[i].Record); err != nil {
			return err
		}
	}
	return nil
}

// ActFor lets the person act for one of the organisations that they belong to, on one device. It returns ErrNoSession or ErrNoMembership.
func ActFor(app core.App, user, session, membership string) error {
	return app.RunInTransaction(func(tx core.App) error {
		s, err := FindSession(tx, user, session)
		if err != nil {
			return err
		}
		m, err := FindMembership(tx, membership)
		if err != nil {
			return err
		}
		if m.User() != user || !m.Holds(DoorkeeperOf(app).now()) {
			return ErrNoMembership
		}
		s.Set(fieldActs, m.Id)
		return tx.Save(s)
	})
}

// EndSession signs the person out on one device of theirs. It returns ErrNoSession if it is not theirs or has ended.
func EndSession(app core.App, user, session string) error {
	found, err := FindSession(app, user, session)
	if err != nil {
		return err
	}
	return app.Delete(found.Record)
}

// FindSession returns one of the person's sessions, or ErrNoSession.
func FindSession(app core.App, user, session string) (*Session, error) {
	s := &Session{}
	err := app.RecordQuery(sessions).AndWhere(dbx.HashExp{"id": session, fieldUser: user}).One(s)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNoSession
	}
	if err != nil {
		return nil, fmt.Errorf("find session %s: %w", session, err)
	}
	return s, nil
}

// EndFederated ends every session that a provider vouched for in these words.
func EndFederated(app core.App, federated string) error {
	if federated == "" {
		return nil
	}
	err := app.RunInTransaction(func(tx core.App) error {
		var open []*Session
		if err := tx.RecordQuery(sessions).AndWhere(dbx.HashExp{fieldFederated: federated}).All(&open); err != nil {
			return err
		}
		for _, s := range open {
			if err := tx.Delete(s.Record); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("end sessions that a provider ended: %w", err)
	}
	return nil
}

// EndSessions signs the person out everywhere but in the session named, which may be "".
func EndSessions(app core.App, user, except string) error {
	open, err := sessionsOf(app, user)
	if err != nil {
		return err
	}
	for _, s := range open {
		if s.Id == except {
			continue
		}
		if err := app.Delete(s.Record); err != nil {
			return fmt.Errorf("end sessions of %s: %w", user, err)
		}
	}
	return nil
}

// OpenSessions are the person's sessions that have not expired, the last used first.
func OpenSessions(app core.App, user string) ([]*Session, error) {
	all, err := sessionsOf(app, user)
	if err != nil {
		return nil, err
	}
	var open []*Session
	for _, s := range all {
		if s.Expires().After(time.Now()) {
			open = append(open, s)
		}
	}
	return open, nil
}

func sessionsOf(app core.App, user string) ([]*Session, error) {
	var all []*Session
	err := app.RecordQuery(sessions).AndWhere(dbx.HashExp{fieldUser: user}).OrderBy(fieldLastSeen+" DESC", "rowid DESC").All(&all)
	if err != nil {
		return nil, fmt.Errorf("find sessions of %s: %w", user, err)
	}
	return all, nil
}

// expiredStay is how long an expired session is kept: a machine that ran a day ahead signs nobody out for good.
const expiredStay = 48 * time.Hour

// PurgeSessions removes what has expired some time ago.
func PurgeSessions(app core.App) error {
	before := types.NowDateTime().Add(-expiredStay).String()
	_, err := app.NonconcurrentDB().Delete(sessions, dbx.NewExp("expires < {:before}", dbx.Params{"before": before})).Execute()
	return err
}

// tokenHash is what is stored of a token. SHA-256 suffices: a token has 256 random bits, so nothing can be guessed.
type tokenHash [sha256.Size]byte

func hashOf(token string) tokenHash { return sha256.Sum256([]byte(token)) }
func (h tokenHash) String() string  { return hex.EncodeToString(h[:]) }
func plausibleToken(token string) bool {
	return len(token) == base64.RawURLEncoding.EncodedLen(tokenBytes)
}

func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}

// EndAll signs the person out everywhere: all sessions, and the tokens that PocketBase gave to programs.
func EndAll(app core.App, user string) error {
	return app.RunInTransaction(func(tx core.App) error {
		p, err := Find(tx, user)
		if err != nil {
			return err
		}
		p.RefreshTokenKey()
		if err := tx.Save(p.Record); err != nil {
			return fmt.Errorf("end tokens of %s: %w", user, err)
		}
		return EndSessions(tx, user, "")
	})
}

// EndAllSessions signs everybody out: after a restore, sessions that had been ended would live again.
func EndAllSessions(app core.App) error {
	if err := app.RunInTransaction(func(tx core.App) error { return endLooks(tx, nil, lookSession) }); err != nil {
		return err
	}
	if _, err := app.NonconcurrentDB().Delete(sessions, nil).Execute(); err != nil {
		return fmt.Errorf("end all sessions: %w", err)
	}
	return nil
}
