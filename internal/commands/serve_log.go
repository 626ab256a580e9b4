package commands

import (
	"errors"
	"log/slog"
)

// terminal is the log on the terminal, from a level on: what the program says about itself, without personal data.
func (s *session) terminal(format, level string) (*slog.Logger, error) {
	var from slog.Level
	if err := from.UnmarshalText([]byte(level)); err != nil {
		return nil, errors.New(s.locale.T("cli.serve.log_level_unknown", "level", level))
	}
	options := &slog.HandlerOptions{Level: from}
	switch format {
	case "text":
		return slog.New(slog.NewTextHandler(s.Err, options)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(s.Err, options)), nil
	}
	return nil, errors.New(s.locale.T("cli.serve.log_format_unknown", "format", format))
}
