package io.tandem.sharedfeatures.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tandem.sharedfeatures.fault.DefinitionException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryDefinitionTest {
  private static List<String> problems(String json) {
    byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return assertThrows(DefinitionException.class, () -> HistoryDefinition.read(bytes)).problems();
  }

  @Test
  void allProblemsAreToldAtOnce() {
    assertEquals(
        List.of(
            "$.dialect: expected a whole number from 1 to 2",
            "$.orders.sources.time.type: expected one of date, flag, instant, integer, number,"
                + " text, zone; did you mean instant?",
            "$.velocity.IP: a key is named with lower-case letters, digits and _",
            "$.velocity.IP.orders[0]: expected hours or days, as 24h or 30d, at most 365d",
            "$.velocity.IP.orders[2]: stands there twice",
            "$.velocity.ip: lacks orders or accounts, a list of windows to count in",
            "$.velocity.card.key: is a number, expected a text",
            "$.velocity.card: counts accounts, but orders.account does not say what one is",
            "$.orders.path: expected a path such as $.order, or $ where a line is the order",
            "$.orders: lacks id",
            "$.orders: lacks amount",
            "$.orders.items: has a value per element; fold it, for instance with sum",
            "$.orders: unknown field mthod; did you mean method?",
            "$: lacks events",
            "$: unknown field velocities; did you mean velocity?"),
        problems(
            """
            {'dialect': 3,
             'orders': {
               'path': 'order',
               'sources': {
                 'time': {'path': '$.time', 'type': 'datetime'},
                 'user': {'path': '$.user', 'type': 'text'},
                 'price': {'path': '$.price', 'type': 'number'},
                 'pieces': {'path': '$.cart[*].pieces', 'type': 'number'}},
               'time': 'time',
               'customer': 'user',
               'items': 'pieces',
               'mthod': 'user'},
             'velocity': {
               'IP': {'key': 'user', 'orders': ['366d', '1h', '1h']},
               'ip': {'key': 'user'},
               'card': {'key': 'price', 'accounts': ['30d']}},
             'velocities': {}}
            """));
  }

  @Test
  void nothingToComputeIsAProblem() {
    assertEquals(
        List.of("$: has neither orders.customer nor velocity: there is nothing to compute"),
        problems(
            """
            {'dialect': 2,
             'orders': {
               'path': '$',
               'sources': {
                 'time': {'path': '$.time', 'type': 'instant'},
                 'id': {'path': '$.id', 'type': 'text'}},
               'id': 'id',
               'time': 'time'}}
            """));
  }

  @Test
  void whatIsNoJsonIsNamedByItsPlace() {
    assertEquals(1, problems("{'dialect': 2,").size());
    assertEquals(List.of("$: expected an object"), problems("[]").subList(0, 1));
  }
}
