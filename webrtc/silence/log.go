// Package silence is the log of connections that says nothing.
package silence

import "github.com/pion/logging"

// Log is the log of all connections: what strangers send is no news for an operator, and a logger for each part of each
// connection is a matter of kilobytes.
type Log struct{}

var _ logging.LeveledLogger = Log{}

func (Log) NewLogger(string) logging.LeveledLogger { return Log{} }

func (Log) Trace(string)          {}
func (Log) Tracef(string, ...any) {}
func (Log) Debug(string)          {}
func (Log) Debugf(string, ...any) {}
func (Log) Info(string)           {}
func (Log) Infof(string, ...any)  {}
func (Log) Warn(string)           {}
func (Log) Warnf(string, ...any)  {}
func (Log) Error(string)          {}
func (Log) Errorf(string, ...any) {}
