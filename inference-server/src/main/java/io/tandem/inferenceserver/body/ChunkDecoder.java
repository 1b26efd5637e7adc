package io.tandem.inferenceserver.body;

import io.tandem.inferenceserver.header.HeaderScanner;
import java.nio.ByteBuffer;

/**
 * Reads the chunked transfer coding of RFC 9112, section 7.1, to the letter: where two readers see
 * the end of a body in different places, the bytes between are a request to one of them. Extensions
 * and trailers are dropped. Not thread-safe.
 */
final class ChunkDecoder {
  /** Enough for any size that a long holds. */
  private static final int MAX_DIGITS = 15;

  /** Of extensions and trailers of one body together. */
  private static final int MAX_DROPPED_BYTES = 8 << 10;

  private enum Place {
    SIZE,
    AFTER_SIZE,
    EXTENSION,
    SIZE_END,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER,
    TRAILER_NAME,
    TRAILER_VALUE,
    TRAILER_LF,
    LAST_LF,
    END
  }

  private Place place = Place.SIZE;
  private long size;
  private int digits;
  private int dropped;

  /** Whether the body is complete; what is left then belongs to the next request. */
  boolean isAtEnd() {
    return place == Place.END;
  }

  /**
   * Goes on until the body ends, the bytes do, or there is no more room.
   *
   * @throws MalformedBodyException once; of no use after that
   */
  void decode(ByteBuffer bytes, ByteBuffer room) throws MalformedBodyException {
    while (bytes.hasRemaining() && place != Place.END) {
      if (place != Place.DATA) {
        place = next(bytes.get());
      } else if (room.hasRemaining()) {
        copy(bytes, room);
      } else {
        return;
      }
    }
  }

  private void copy(ByteBuffer bytes, ByteBuffer room) {
    int count = (int) Math.min(size, Math.min(bytes.remaining(), room.remaining()));
    room.put(bytes.slice(bytes.position(), count));
    bytes.position(bytes.position() + count);
    size -= count;
    if (size == 0) {
      place = Place.DATA_CR;
    }
  }

  private Place next(byte b) throws MalformedBodyException {
    return switch (place) {
      case SIZE -> afterSizeByte(b);
      case AFTER_SIZE -> isSpace(b) ? drop(Place.AFTER_SIZE) : only(b, ';', Place.EXTENSION);
      case EXTENSION -> b == '\r' ? Place.SIZE_END : dropText(b, Place.EXTENSION);
      case SIZE_END -> only(b, '\n', size == 0 ? Place.TRAILER : Place.DATA);
      case DATA_CR -> only(b, '\r', Place.DATA_LF);
      case DATA_LF -> beginSize(only(b, '\n', Place.SIZE));
      case TRAILER -> b == '\r' ? Place.LAST_LF : dropToken(b, Place.TRAILER_NAME);
      case TRAILER_NAME -> b == ':' ? drop(Place.TRAILER_VALUE) : dropToken(b, Place.TRAILER_NAME);
      case TRAILER_VALUE -> b == '\r' ? Place.TRAILER_LF : dropText(b, Place.TRAILER_VALUE);
      case TRAILER_LF -> only(b, '\n', Place.TRAILER);
      case LAST_LF -> only(b, '\n', Place.END);
      case DATA, END -> throw new IllegalStateException(place.name());
    };
  }

  private Place afterSizeByte(byte b) throws MalformedBodyException {
    int digit = b < 0 ? -1 : Character.digit(b, 16);
    if (digit >= 0 && digits < MAX_DIGITS) {
      digits++;
      size = size << 4 | digit;
      return Place.SIZE;
    }
    if (digits == 0 || digit >= 0) {
      throw malformed();
    }
    return isSpace(b)
        ? drop(Place.AFTER_SIZE)
        : b == ';' ? drop(Place.EXTENSION) : only(b, '\r', Place.SIZE_END);
  }

  private Place beginSize(Place begun) {
    size = 0;
    digits = 0;
    return begun;
  }

  private Place only(byte b, char expected, Place then) throws MalformedBodyException {
    if (b != expected) {
      throw malformed();
    }
    return then;
  }

  private Place dropText(byte b, Place then) throws MalformedBodyException {
    // Bytes of 0x80 and above are negative.
    if ((b >= 0 && b < ' ' && b != '\t') || b == 0x7f) {
      throw malformed();
    }
    return drop(then);
  }

  private Place dropToken(byte b, Place then) throws MalformedBodyException {
    if (!HeaderScanner.isTokenCharacter((char) (b & 0xff))) {
      throw malformed();
    }
    return drop(then);
  }

  private Place drop(Place then) throws MalformedBodyException {
    if (++dropped > MAX_DROPPED_BYTES) {
      throw new MalformedBodyException(
          "body: expected at most %d bytes of chunk extensions and trailers"
              .formatted(MAX_DROPPED_BYTES));
    }
    return then;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t';
  }

  private MalformedBodyException malformed() {
    return new MalformedBodyException(
        switch (place) {
          case SIZE, AFTER_SIZE, EXTENSION, SIZE_END ->
              "body: expected chunks that begin with their size in hexadecimal digits and CR LF";
          case DATA_CR, DATA_LF -> "body: expected CR LF after as many bytes as the chunk's size";
          default -> "body: expected trailers and an empty line after the last chunk";
        });
  }
}
