package io.tandem.localsagemaker;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of JSONPath that a transform job's filters may use here. What it keeps is copied byte
 * for byte, so no number changes its digits.
 */
sealed interface JsonFilter {
  JsonFilter WHOLE = new Whole();

  /**
   * What is left of one record.
   *
   * @throws RecordException when the record is not JSON or lacks what is asked for
   */
  byte[] apply(byte[] json) throws RecordException;

  /** Null when the path is not supported. */
  static @Nullable JsonFilter parse(String path) {
    if (path.equals("$")) {
      return WHOLE;
    }
    if (Path.FORM.matcher(path).matches()) {
      return new Path(List.of(path.substring(2).split("\\.", -1)));
    }
    if (Fields.FORM.matcher(path).matches()) {
      var names = new ArrayList<String>();
      var name = Fields.NAME.matcher(path);
      while (name.find()) {
        names.add(name.group().substring(1, name.group().length() - 1));
      }
      return new Fields(names);
    }
    return null;
  }

  /** {@code $} */
  record Whole() implements JsonFilter {
    @Override
    public byte[] apply(byte[] json) {
      return json;
    }
  }

  /** {@code $.a.b} */
  record Path(List<String> names) implements JsonFilter {
    private static final Pattern FORM = Pattern.compile("\\$(\\.[A-Za-z_][A-Za-z0-9_-]*)+");

    public Path {
      names = List.copyOf(names);
    }

    @Override
    public byte[] apply(byte[] json) throws RecordException {
      byte[] value = json;
      for (String name : names) {
        JsonSlice slice = JsonObjectText.read(value).fields().get(name);
        if (slice == null) {
          throw new RecordException("the record lacks $." + String.join(".", names));
        }
        value = slice.of(value);
      }
      return value;
    }
  }

  /** {@code $['a','b']}: an object with those of its fields that it has. */
  record Fields(List<String> names) implements JsonFilter {
    private static final Pattern NAME = Pattern.compile("'[^'\\\\\"\\p{Cntrl}]+'");
    private static final Pattern FORM =
        Pattern.compile("\\$\\[" + NAME + "( *, *" + NAME + ")*\\]");

    public Fields {
      names = List.copyOf(names);
    }

    @Override
    public byte[] apply(byte[] json) throws RecordException {
      Map<String, JsonSlice> fields = JsonObjectText.read(json).fields();
      var out = new ByteArrayOutputStream(json.length);
      String separator = "{";
      for (String name : names) {
        JsonSlice slice = fields.get(name);
        if (slice != null) {
          out.writeBytes((separator + '"' + name + "\":").getBytes(StandardCharsets.UTF_8));
          out.write(json, slice.start(), slice.end() - slice.start());
          separator = ",";
        }
      }
      out.writeBytes((separator.equals("{") ? "{}" : "}").getBytes(StandardCharsets.UTF_8));
      return out.toByteArray();
    }
  }
}
