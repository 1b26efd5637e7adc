package io.tandem.sharedfeatures.history;

import java.util.List;

/**
 * The times of the orders within the longest of some windows, and the accounts behind them. Moments
 * are asked about in ascending order; orders may become known late. Holds at most {@value #MOST}
 * orders, the latest ones: higher counts read as that. An order takes 16 to 32 bytes, an account 24
 * to 48 for each window of accounts; while a table grows, half as much again. Not thread-safe.
 */
final class EarlierOrders {
  /** More than any model tells apart; 16 MB, and 24 MB for each window of accounts. */
  static final int MOST = 1 << 20;

  /** No account. */
  static final long NOBODY = 0;

  private static final int FEW = 16;

  private final long longest;
  private final Accounts[] accountWindows;
  private long[] times = new long[FEW];
  private long[] accounts = new long[FEW];
  private int start;
  private int size;

  /** The different accounts within one window. */
  private static final class Accounts {
    private final long nanos;
    private final LongCounts counts = new LongCounts();

    /** The first order within the window, counted from the earliest one that is held. */
    private int head;

    Accounts(Window window) {
      this.nanos = window.nanos();
    }
  }

  /**
   * @param orders windows in which orders are counted
   * @param accounts windows in which accounts are
   */
  EarlierOrders(List<Window> orders, List<Window> accounts) {
    long most = 0;
    for (Window window : orders) {
      most = Math.max(most, window.nanos());
    }
    accountWindows = new Accounts[accounts.size()];
    for (int i = 0; i < accountWindows.length; i++) {
      accountWindows[i] = new Accounts(accounts.get(i));
      most = Math.max(most, accounts.get(i).nanos());
    }
    longest = most;
  }

  /** For the next key. */
  void clear() {
    if (times.length > 1 << 10) {
      times = new long[FEW];
      accounts = new long[FEW];
    }
    start = 0;
    size = 0;
    for (Accounts window : accountWindows) {
      window.counts.clear();
      window.head = 0;
    }
  }

  /**
   * Takes an order in.
   *
   * @param moment when it became known; not before the last one
   * @param time when it was placed; not after that
   * @param account a hash; {@link #NOBODY} for none
   */
  void note(long moment, long time, long account) {
    forget(moment);
    if (time < moment - longest) {
      return;
    }
    if (size == MOST) {
      if (time < times[start]) {
        return;
      }
      dropEarliest();
    }
    if (size == times.length) {
      grow();
    }
    int position = size++;
    while (position > 0 && times[index(position - 1)] > time) {
      set(position, times[index(position - 1)], accounts[index(position - 1)]);
      position--;
    }
    set(position, time, account);
    for (Accounts window : accountWindows) {
      if (time < moment - window.nanos) {
        window.head++;
      } else if (account != NOBODY) {
        window.counts.add(account);
      }
    }
  }

  private int index(int position) {
    return (start + position) & (times.length - 1);
  }

  private void set(int position, long time, long account) {
    times[index(position)] = time;
    accounts[index(position)] = account;
  }

  private void grow() {
    long[] moreTimes = new long[2 * times.length];
    long[] moreAccounts = new long[moreTimes.length];
    for (int position = 0; position < size; position++) {
      moreTimes[position] = times[index(position)];
      moreAccounts[position] = accounts[index(position)];
    }
    times = moreTimes;
    accounts = moreAccounts;
    start = 0;
  }

  /** What no window reaches any more. */
  private void forget(long moment) {
    for (Accounts window : accountWindows) {
      while (window.head < size && times[index(window.head)] < moment - window.nanos) {
        leave(window);
      }
    }
    while (size > 0 && times[start] < moment - longest) {
      dropEarliest();
    }
  }

  private void leave(Accounts window) {
    long account = accounts[index(window.head++)];
    if (account != NOBODY) {
      window.counts.remove(account);
    }
  }

  private void dropEarliest() {
    for (Accounts window : accountWindows) {
      if (window.head == 0) {
        leave(window);
      }
      window.head--;
    }
    start = index(1);
    size--;
  }

  /** How many orders lie within a window of those it was made for. */
  int orders(long moment, Window window) {
    forget(moment);
    long begin = moment - window.nanos();
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times[index(middle)] < begin) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return size - low;
  }

  /** How many different accounts lie within the window of that number. */
  int accounts(long moment, int window) {
    forget(moment);
    return accountWindows[window].counts.size();
  }
}
