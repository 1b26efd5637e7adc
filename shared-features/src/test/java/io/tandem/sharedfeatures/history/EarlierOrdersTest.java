package io.tandem.sharedfeatures.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EarlierOrdersTest {
  private static final Window SHORT = new Window("short", 10);
  private static final Window LONG = new Window("long", 100);

  private record Noted(long time, long account) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void countsAreThoseOfLookingThroughAll(long seed) {
    Random random = new Random(seed);
    List<Window> windows = List.of(SHORT, LONG);
    EarlierOrders orders = new EarlierOrders(windows, windows);
    List<Noted> all = new ArrayList<>();
    long moment = 0;
    orders.clear();

    for (int i = 0; i < 5_000; i++) {
      moment += random.nextInt(4);
      if (random.nextInt(3) > 0) {
        long late = random.nextInt(10) == 0 ? random.nextInt(150) : 0;
        Noted noted = new Noted(moment - late, random.nextInt(5));
        all.add(noted);
        orders.note(moment, noted.time, noted.account);
      } else {
        for (int w = 0; w < windows.size(); w++) {
          long begin = moment - windows.get(w).nanos();
          List<Noted> within = all.stream().filter(noted -> noted.time >= begin).toList();
          assertEquals(within.size(), orders.orders(moment, windows.get(w)));
          long accounts =
              within.stream().mapToLong(Noted::account).filter(a -> a != 0).distinct().count();
          assertEquals(accounts, orders.accounts(moment, w));
        }
      }
    }
  }

  @Test
  void ofTooManyTheLatestCount() {
    EarlierOrders orders = new EarlierOrders(List.of(LONG), List.of(LONG));
    orders.clear();

    for (int i = 0; i < EarlierOrders.MOST + 10; i++) {
      orders.note(50, i < 10 ? 1 : 50, 1 + i);
    }

    assertEquals(EarlierOrders.MOST, orders.orders(60, LONG));
    assertEquals(EarlierOrders.MOST, orders.accounts(60, 0));
    assertEquals(EarlierOrders.MOST, orders.orders(150, LONG));
    assertEquals(0, orders.orders(151, LONG));
    assertEquals(0, orders.accounts(151, 0));
  }

  @Test
  void amongTooManyAnEarlierOneThatIsKnownLateTakesNoPlace() {
    EarlierOrders orders = new EarlierOrders(List.of(SHORT, LONG), List.of(LONG));
    for (int i = 0; i < EarlierOrders.MOST; i++) {
      orders.note(50, 50, 1);
    }

    orders.note(55, 49, 2);

    assertEquals(EarlierOrders.MOST, orders.orders(60, SHORT));
    assertEquals(1, orders.accounts(60, 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 1_000})
  void numbersAreCountedAsAMapDoes(int different) {
    Random random = new Random(different);
    LongCounts counts = new LongCounts();
    Map<Long, Integer> expected = new HashMap<>();

    for (int i = 0; i < 20_000; i++) {
      // Many that meet at one place of the table.
      long key = (1L + random.nextInt(different)) << (random.nextBoolean() ? 0 : 20);
      if (random.nextBoolean()) {
        counts.add(key);
        expected.merge(key, 1, Integer::sum);
      } else if (expected.containsKey(key)) {
        counts.remove(key);
        expected.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
      }
      assertEquals(expected.size(), counts.size());
    }
  }
}
