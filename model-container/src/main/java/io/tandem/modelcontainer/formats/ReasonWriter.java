package io.tandem.modelcontainer.formats;

import io.tandem.modelcontainer.reasons.Reason;
import io.tandem.modelcontainer.reasons.ReasonRanking;
import io.tandem.modelcontainer.reasons.Reasons;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Writes the strongest reasons of a row, in one language. Thread-safe.
 *
 * <pre>
 * JSON   [{"code":"H2","text":"Open invoices","share":0.310},{"code":"A1","text":"Amount","share":0.125}]
 * CSV    the same as one field, its quotes doubled
 * </pre>
 */
public final class ReasonWriter {
  /** For answers without reasons. */
  public static final ReasonWriter NONE = new ReasonWriter(List.of(), Reasons.NONE, "", 0);

  private final ReasonRanking ranking;

  /** Of a row. */
  private final int numbers;

  private final int most;

  /** By feature: all of its reason that does not depend on the row; null for none. */
  private final List<@Nullable String> starts;

  /** Of one reason without its share. */
  private final int longest;

  /**
   * @param features in the order of their contributions
   * @param language one of those of the reasons
   * @param most reasons of a row
   */
  public ReasonWriter(List<String> features, Reasons reasons, String language, int most) {
    this.ranking = new ReasonRanking(features, reasons);
    this.starts = starts(features, reasons, language);
    this.numbers = starts.size() + 1;
    this.most = most;
    this.longest =
        starts.stream().mapToInt(start -> start == null ? 0 : start.length()).max().orElse(0);
  }

  private ReasonWriter(ReasonWriter other, int most) {
    this.ranking = other.ranking;
    this.starts = other.starts;
    this.numbers = other.numbers;
    this.most = most;
    this.longest = other.longest;
  }

  /** The same, with so many reasons of a row at most. */
  public ReasonWriter saying(int reasons) {
    return reasons == most ? this : new ReasonWriter(this, reasons);
  }

  private static List<@Nullable String> starts(
      List<String> features, Reasons reasons, String language) {
    List<@Nullable String> starts = new ArrayList<>();
    for (String feature : features) {
      @Nullable Reason reason = reasons.byFeature().get(feature);
      starts.add(reason == null ? null : start(reason, language));
    }
    return starts;
  }

  private static String start(Reason reason, String language) {
    return "{\"code\":%s,\"text\":%s,\"share\":"
        .formatted(quoted(reason.code()), quoted(reason.texts().getOrDefault(language, "")));
  }

  private static String quoted(String text) {
    return "\"" + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + "\"";
  }

  /** How many a row has, or some more. */
  int characters() {
    return most * (longest + 16);
  }

  /**
   * @param contributions row after row, in it the features and then the bias
   */
  void json(float[] contributions, int row, StringBuilder out) {
    List<ReasonRanking.Said> said = ranking.strongest(contributions, row * numbers, most);
    out.append('[');
    for (int i = 0; i < said.size(); i++) {
      out.append(i == 0 ? "" : ",").append(starts.get(said.get(i).feature()));
      share(said.get(i).share(), out);
      out.append('}');
    }
    out.append(']');
  }

  /** One field, whatever it holds. */
  void csv(float[] contributions, int row, StringBuilder out) {
    StringBuilder json = new StringBuilder(characters());
    json(contributions, row, json);
    out.append('"');
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c == '"') {
        out.append('"');
      }
      out.append(c);
    }
    out.append('"');
  }

  /** With three decimals. */
  private static void share(double share, StringBuilder out) {
    long thousandths = Math.round(share * 1000);
    out.append(thousandths / 1000).append('.');
    long rest = thousandths % 1000;
    out.append(rest < 100 ? "0" : "").append(rest < 10 ? "0" : "").append(rest);
  }
}
