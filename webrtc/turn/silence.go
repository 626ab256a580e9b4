package turn

import "github.com/pion/logging"

// silence is the log of all connections: what strangers send is no news for an operator, and a logger for each part of each
// connection is a matter of kilobytes.
type silence struct{}

var _ logging.LeveledLogger = silence{}

func (silence) NewLogger(string) logging.LeveledLogger { return silence{} }

func (silence) Trace(string)          {}
func (silence) Tracef(string, ...any) {}
func (silence) Debug(string)          {}
func (silence) Debugf(string, ...any) {}
func (silence) Info(string)           {}
func (silence) Infof(string, ...any)  {}
func (silence) Warn(string)           {}
func (silence) Warnf(string, ...any)  {}
func (silence) Error(string)          {}
func (silence) Errorf(string, ...any) {}
