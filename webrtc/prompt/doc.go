// Package prompt keeps the system from hoarding what is to be sent over TCP. Its own choice, megabytes, would be many seconds of pictures on
// a slow line, which nobody could take back.
package prompt
