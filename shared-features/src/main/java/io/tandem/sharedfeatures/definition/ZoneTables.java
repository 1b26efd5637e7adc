package io.tandem.sharedfeatures.definition;

import io.tandem.sharedfeatures.expression.Expression;
import io.tandem.sharedfeatures.expression.ExpressionNode;
import io.tandem.sharedfeatures.expression.Table;
import io.tandem.sharedfeatures.order.Zones;
import io.tandem.strictjson.Problems;
import io.tandem.strictjson.Suggestion;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Checks that the time zones in tables exist. With a misspelt one {@code zone(lookup(zones, x))}
 * would be missing, and nobody would know.
 */
final class ZoneTables {
  /** What gives one of its parts; a name does too. */
  private static final Set<String> CHOICES = Set.of("", "if", "coalesce_text");

  private final Problems problems;
  private final Set<ExpressionNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Table> tables = Collections.newSetFromMap(new IdentityHashMap<>());

  ZoneTables(Problems problems) {
    this.problems = problems;
  }

  /** Of an expression and all that it names. */
  void check(ExpressionNode step) {
    if (seen.add(step)) {
      if (step.function().equals("zone")) {
        checkNames(step.parts().get(0));
      }
      step.parts().forEach(this::check);
    }
  }

  private void checkNames(ExpressionNode names) {
    if (names.function().startsWith("lookup")) {
      ExpressionNode name = names.parts().get(0);
      Table table = Expression.table(name.value());
      if (tables.add(table)) {
        check(name.text(), table);
      }
    } else if (CHOICES.contains(names.function())) {
      names.parts().forEach(this::checkNames);
    }
  }

  private void check(String name, Table table) {
    Set<String> known = Zones.names();
    for (String text : table.texts()) {
      if (!known.contains(text) && !problems.isFull()) {
        problems.add(
            "$.tables."
                + name
                + ": zone takes its values, but there is no time zone "
                + text
                + Suggestion.hint(text, known));
      }
    }
  }
}
