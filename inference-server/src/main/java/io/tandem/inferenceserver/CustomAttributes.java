package io.tandem.inferenceserver;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads what a caller asks for in its custom attributes, as the header has them: {@code
 * tandem-output=probability,reasons;tandem-language=de}. Commas or semicolons separate them. What
 * has no {@code =} is one more value of the attribute before it.
 */
public final class CustomAttributes {
  private CustomAttributes() {}

  /**
   * One attribute.
   *
   * @param values at least one, each without white space around it
   */
  public record Attribute(String name, List<String> values) {
    public Attribute {
      values = List.copyOf(values);
    }
  }

  /**
   * All attributes in their order, those that are meant for others too, whatever they look like.
   * One may stand twice.
   */
  public static List<Attribute> read(String header) {
    List<Attribute> attributes = new ArrayList<>();
    String name = "";
    List<String> values = new ArrayList<>();
    for (String part : header.split("[,;]", -1)) {
      int equals = part.indexOf('=');
      if (equals >= 0) {
        if (!values.isEmpty()) {
          attributes.add(new Attribute(name, values));
          values.clear();
        }
        name = part.substring(0, equals).strip();
      }
      values.add(part.substring(equals + 1).strip());
    }
    attributes.add(new Attribute(name, values));
    return attributes;
  }
}
