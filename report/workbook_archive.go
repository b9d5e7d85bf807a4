package report

// The zip file of a workbook. The library hands the parts over in no fixed
// order; here they are compressed, block by block on every processor, kept
// until all are there, and written in the order of their names. What a part
// holds is not known here.

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"errors"
	"hash/crc32"
	"io"
	"io/fs"
	"math"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/sourcegraph/conc/stream"
)

const (
	blockSize  = 1 << 20 // bytes that are compressed at once
	spoolLimit = 4 << 20 // compressed bytes that stay in memory
)

// archive is a zip file on its way out. Blocks end at the same bytes whatever
// the number of processors, so the file is the same, too.
type archive struct {
	ctx    context.Context
	out    io.Writer
	kept   spool
	parts  []*archivePart
	blocks *stream.Stream
	failed atomic.Pointer[error] // the first error of a block
	closed bool
}

// archivePart is a part of the workbook, and where it is kept.
type archivePart struct {
	a          *archive
	name       string
	block      *bytes.Buffer // not compressed yet
	crc        uint32
	raw        uint64 // bytes before compression
	from, size int64  // in the spool
}

func newArchive(ctx context.Context, out io.Writer, scratch string, workers int) *archive {
	return &archive{ctx: ctx, out: out, kept: spool{dir: scratch}, blocks: stream.New().WithMaxGoroutines(workers)}
}

// Create starts the next part and ends the one before it.
func (a *archive) Create(name string) (io.Writer, error) {
	if err := a.endPart(); err != nil {
		return nil, err
	}
	p := &archivePart{a: a, name: name, block: newBlock()}
	a.parts = append(a.parts, p)
	return p, nil
}

// AddFS is there because the library asks for it; it never calls it.
func (a *archive) AddFS(fs.FS) error { return errors.ErrUnsupported }

func (p *archivePart) Write(b []byte) (n int, err error) {
	if err := p.a.ctx.Err(); err != nil {
		return 0, err
	}
	for len(b) > 0 {
		if p.block.Len() == blockSize {
			p.a.compress(p, p.block, false)
			p.block = newBlock()
		}
		room := min(blockSize-p.block.Len(), len(b))
		p.block.Write(b[:room])
		p.crc, p.raw = crc32.Update(p.crc, crc32.IEEETable, b[:room]), p.raw+uint64(room)
		b, n = b[room:], n+room
	}
	return n, p.a.err()
}

// endPart sends the last block of the newest part off.
func (a *archive) endPart() error {
	if len(a.parts) > 0 {
		if p := a.parts[len(a.parts)-1]; p.block != nil {
			a.compress(p, p.block, true)
			p.block = nil
		}
	}
	return a.err()
}

// compress deflates a block beside others; the results are kept in the order
// in which the blocks came.
func (a *archive) compress(p *archivePart, block *bytes.Buffer, last bool) {
	a.blocks.Go(func() stream.Callback {
		packed, err := deflated(block.Bytes(), last)
		oldBlocks.Put(block)
		return func() {
			if err == nil && a.err() == nil {
				err = a.keep(p, packed)
			}
			if err != nil {
				a.failed.CompareAndSwap(nil, &err)
			}
			oldBlocks.Put(packed)
		}
	})
}

func (a *archive) keep(p *archivePart, packed *bytes.Buffer) error {
	if p.size == 0 {
		p.from = a.kept.size
	}
	p.size += int64(packed.Len())
	return a.kept.add(packed.Bytes())
}

func (a *archive) err() error {
	if err := a.failed.Load(); err != nil {
		return *err
	}
	return nil
}

// Close writes the archive. The library calls it after an error, too: then
// nothing more is written.
func (a *archive) Close() (err error) {
	if a.closed {
		return a.err()
	}
	a.closed = true
	defer func() {
		if gone := a.kept.close(); err == nil {
			err = gone
		}
	}()
	failed := a.endPart()
	a.blocks.Wait()
	if err := errors.Join(failed, a.ctx.Err()); err != nil {
		return err
	}
	if err := a.err(); err != nil {
		return err
	}
	return a.write()
}

// write puts the parts into the zip file, in the order of their names:
// [Content_Types].xml comes first, as programs that guess the kind of a file
// expect.
func (a *archive) write() error {
	slices.SortFunc(a.parts, func(p, q *archivePart) int { return strings.Compare(p.name, q.name) })
	z := zip.NewWriter(a.out)
	for _, p := range a.parts {
		to, err := z.CreateRaw(p.header())
		if err != nil {
			return err
		}
		if _, err := io.Copy(to, a.kept.section(p.from, p.size)); err != nil {
			return err
		}
	}
	return z.Close()
}

const (
	zipVersion   = 20 // deflate
	zipVersion64 = 45 // more than 4 GiB
	zipSizeAfter = 8  // flag: sizes stand behind the part
)

// header describes a part. Excel refuses a part of more than 4 GiB unless its
// first header names the version of the format that can hold it.
func (p *archivePart) header() *zip.FileHeader {
	h := &zip.FileHeader{
		Name: p.name, Method: zip.Deflate, CreatorVersion: zipVersion, ReaderVersion: zipVersion,
		CRC32: p.crc, CompressedSize64: uint64(p.size), UncompressedSize64: p.raw,
	}
	if max(h.CompressedSize64, h.UncompressedSize64) >= math.MaxUint32 {
		h.CreatorVersion, h.ReaderVersion, h.Flags = zipVersion64, zipVersion64, zipSizeAfter
	}
	return h
}

// oldBlocks and oldDeflaters are used again: each takes a megabyte.
var (
	oldBlocks    = sync.Pool{New: func() any { return new(bytes.Buffer) }}
	oldDeflaters = sync.Pool{New: func() any {
		w, err := flate.NewWriter(io.Discard, flate.BestSpeed)
		if err != nil {
			panic("report: " + err.Error()) // the level is a constant
		}
		return w
	}}
)

func newBlock() *bytes.Buffer {
	b := oldBlocks.Get().(*bytes.Buffer)
	b.Reset()
	return b
}

// deflated compresses a block so that the next one can stand behind it.
func deflated(block []byte, last bool) (*bytes.Buffer, error) {
	to := newBlock()
	w := oldDeflaters.Get().(*flate.Writer)
	defer oldDeflaters.Put(w)
	w.Reset(to)
	if _, err := w.Write(block); err != nil {
		return to, err
	}
	if last {
		return to, w.Close()
	}
	return to, w.Flush()
}

// spool keeps bytes in memory, and in a file when there are many.
type spool struct {
	dir  string
	mem  bytes.Buffer
	file *os.File
	size int64
}

func (s *spool) add(b []byte) (err error) {
	s.size += int64(len(b))
	if s.file == nil && s.size <= spoolLimit {
		_, err = s.mem.Write(b)
		return err
	}
	if s.file == nil {
		if s.file, err = os.CreateTemp(s.dir, "workbook-"); err != nil {
			return err
		}
		if _, err = s.file.Write(s.mem.Bytes()); err != nil {
			return err
		}
		s.mem = bytes.Buffer{}
	}
	_, err = s.file.Write(b)
	return err
}

func (s *spool) section(from, size int64) io.Reader {
	if s.file == nil {
		return bytes.NewReader(s.mem.Bytes()[from : from+size])
	}
	return io.NewSectionReader(s.file, from, size)
}

func (s *spool) close() error {
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	if gone := os.Remove(s.file.Name()); err == nil {
		err = gone
	}
	return err
}
