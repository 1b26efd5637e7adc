package io.tandem.sharedfeatures.expression;

import static io.tandem.sharedfeatures.expression.NamedFunction.number;
import static io.tandem.sharedfeatures.expression.NamedFunction.scalar;

import io.tandem.sharedfeatures.order.Type;
import java.util.List;

/** What the tables of the definition give. */
final class TableFunctions {
  static final List<NamedFunction> ALL =
      List.of(
          lookup(
              "lookup",
              "what the table has for exactly this text, else what it has as `otherwise`, else"
                  + " missing; a missing text gives missing",
              false),
          lookup(
              "lookup_domain",
              "what the table has for this domain, in lower case and without a closing dot, or a"
                  + " parent of it (`a.b.co.uk`, `b.co.uk`,"
                  + " `co.uk`, `uk`): of lists the first one's that has any of them, of values the"
                  + " nearest one's; else as `lookup`",
              true));

  private TableFunctions() {}

  private static NamedFunction lookup(String name, String meaning, boolean domain) {
    return scalar(
        name,
        List.of(Type.TABLE, Type.TEXT),
        meaning,
        (a, array) -> {
          Table table = Expression.table(a.get(0));
          var key = Expression.text(a.get(1));
          return table.hasTexts()
              ? new Expression.OfText(array, (row, i) -> table.text(key.at(row, i), domain))
              : number(array, (row, i) -> table.number(key.at(row, i), domain));
        });
  }
}
