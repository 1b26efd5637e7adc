package io.tandem.modelcontainer.formats;

import io.tandem.inferenceserver.Body;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A NumPy array file (versions 1 to 3) of one row (1-D) or rows (2-D): floats of 16, 32 or 64 bits
 * or integers, in either byte order, in C or Fortran order. NaN is a missing value. Numbers are
 * rounded to 32-bit floats.
 */
final class NpyRows {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_HEADER = 4096;

  /** What {@code numpy.save} writes, its keys in the order it writes them: sorted. */
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '([<>|=])([fiu])([1248])', 'fortran_order': (True|False), "
              + "'shape': \\((\\d{1,9}),(?: (\\d{1,9})|)\\),? *\\}\\s*");

  private final ByteBuffer in;
  private final int width;

  NpyRows(Body body, int width) {
    this.in =
        ByteBuffer.wrap(body.array(), body.begin(), body.length())
            .slice()
            .order(ByteOrder.LITTLE_ENDIAN);
    this.width = width;
  }

  RowsResult read() {
    int start = MAGIC.length + 2;
    if (in.remaining() < start + 4 || !in.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
      return invalid("expected a NumPy array file (numpy.save)");
    }
    int version = in.get(MAGIC.length);
    if (version < 1 || version > 3) {
      return invalid("expected version 1, 2 or 3 of the NumPy format");
    }
    long length = version == 1 ? in.getShort(start) & 0xffff : in.getInt(start) & 0xffff_ffffL;
    int headerStart = start + (version == 1 ? 2 : 4);
    if (length > Math.min(MAX_HEADER, in.limit() - headerStart)) {
      return invalid("the header is cut off or longer than " + MAX_HEADER + " bytes");
    }
    byte[] header = new byte[(int) length];
    in.get(headerStart, header);
    Matcher matcher = HEADER.matcher(new String(header, StandardCharsets.ISO_8859_1));
    if (!matcher.matches()) {
      return invalid(
          "header: expected an array of one or two dimensions of floats or integers, as numpy.save"
              + " writes it");
    }
    in.position(headerStart + (int) length);
    return values(matcher);
  }

  private RowsResult values(Matcher header) {
    boolean row = header.group(6) == null;
    long count = row ? 1 : Long.parseLong(header.group(5));
    long columns = Long.parseLong(row ? header.group(5) : header.group(6));
    if (columns != width) {
      return invalid(columns + (columns == 1 ? " column" : " columns") + ", expected " + width);
    }
    int size = Integer.parseInt(header.group(3));
    if (count * columns * size != in.remaining()) {
      return invalid(
          "expected %d bytes after the header, found %d"
              .formatted(count * columns * size, in.remaining()));
    }
    RowBuffer rows = new RowBuffer(width, in.remaining());
    if (count * columns > RowBuffer.MAX_VALUES) {
      return rows.tooLarge();
    }
    in.order(header.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    boolean fortran = !row && header.group(4).equals("True");
    return fill(rows, (int) count, header.group(2).charAt(0), size, fortran);
  }

  private RowsResult fill(RowBuffer rows, int count, char kind, int size, boolean fortran) {
    if (kind == 'f' && size == 1) {
      return invalid("header: there are no floats of 8 bits");
    }
    int data = in.position();
    for (int row = 0; row < count; row++) {
      for (int column = 0; column < width; column++) {
        int index = fortran ? column * count + row : row * width + column;
        double value = value(kind, size, data + index * size);
        float single = (float) value;
        if (Float.isInfinite(single)) {
          return invalid(
              "row %d, column %d: expected a finite number in the range of a 32-bit float"
                  .formatted(row + 1, column + 1));
        }
        rows.add(single);
      }
      rows.endRow();
    }
    return rows.finish();
  }

  private double value(char kind, int size, int at) {
    return switch (size) {
      case 1 -> kind == 'i' ? in.get(at) : in.get(at) & 0xff;
      case 2 ->
          switch (kind) {
            case 'f' -> Float.float16ToFloat(in.getShort(at));
            case 'i' -> in.getShort(at);
            default -> in.getShort(at) & 0xffff;
          };
      case 4 ->
          switch (kind) {
            case 'f' -> in.getFloat(at);
            case 'i' -> in.getInt(at);
            default -> in.getInt(at) & 0xffff_ffffL;
          };
      default ->
          switch (kind) {
            case 'f' -> in.getDouble(at);
            case 'i' -> in.getLong(at);
            default -> unsigned(in.getLong(at));
          };
    };
  }

  private static double unsigned(long value) {
    return value >= 0 ? value : ((value >>> 1) | (value & 1)) * 2.0;
  }

  private static RowsResult invalid(String detail) {
    return RowsResult.Invalid.of(detail);
  }
}
