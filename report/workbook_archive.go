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

	"github.com/sourcegraph/conc/pool"
)

const (
	blockSize  = 1 << 20 // bytes that are compressed at once
	spoolLimit = 4 << 20 // compressed bytes that stay in memory
)

// archive is a zip file on its way out. Blocks end at the same bytes whatever
// the number of processors, so the file is the same, too.
type archive struct {
	ctx     context.Context
	out     io.Writer
	kept    spool
	parts   []*archivePart
	workers *pool.Pool
	ahead   int            // blocks that may be on their way at once
	blocks  []*packedBlock // those that are, in their order
	failed  error          // the first error of a block
	closed  bool
}

// packedBlock is a block of a part that is being compressed. Packed and err count
// when done is closed.
type packedBlock struct {
	part   *archivePart
	done   chan struct{}
	packed *bytes.Buffer
	err    error
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
	return &archive{ctx: ctx, out: out, kept: spool{dir: scratch}, workers: pool.New().WithMaxGoroutines(workers), ahead: workers}
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
	return n, p.a.failed
}

// endPart sends the last block of the newest part off.
func (a *archive) endPart() error {
	if len(a.parts) > 0 {
		if p := a.parts[len(a.parts)-1]; p.block != nil {
			a.compress(p, p.block, true)
			p.block = nil
		}
	}
	return a.failed
}

// compress deflates a block beside others. The results are kept in the order in
// which the blocks came; the next one to be kept is waited for when as many as
// allowed are on their way.
func (a *archive) compress(p *archivePart, block *bytes.Buffer, last bool) {
	b := &packedBlock{part: p, done: make(chan struct{})}
	a.workers.Go(func() {
		defer close(b.done)
		b.packed, b.err = deflated(block.Bytes(), last)
		oldBlocks.Put(block)
	})
	if a.blocks = append(a.blocks, b); len(a.blocks) > a.ahead {
		a.keepFirst()
	}
}

// keepFirst waits for the block that comes first, and keeps it.
func (a *archive) keepFirst() {
	b := a.blocks[0]
	a.blocks = a.blocks[1:]
	<-b.done
	if a.failed == nil {
		a.failed = b.err
	}
	if a.failed == nil {
		a.failed = a.keep(b.part, b.packed)
	}
	oldBlocks.Put(b.packed)
}

func (a *archive) keep(p *archivePart, packed *bytes.Buffer) error {
	if p.size == 0 {
		p.from = a.kept.size
	}
	p.size += int64(packed.Len())
	return a.kept.add(packed.Bytes())
}

// Close writes the archive. The library calls it after an error, too: then
// nothing more is written.
func (a *archive) Close() (err error) {
	if a.closed {
		return a.failed
	}
	a.closed = true
	defer func() {
		if gone := a.kept.close(); err == nil {
			err = gone
		}
	}()
	_ = a.endPart() // what failed is seen below
	for len(a.blocks) > 0 {
		a.keepFirst()
	}
	a.workers.Wait()
	if err := errors.Join(a.failed, a.ctx.Err()); err != nil {
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
