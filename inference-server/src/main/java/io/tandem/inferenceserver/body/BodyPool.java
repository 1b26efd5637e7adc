package io.tandem.inferenceserver.body;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lends the arrays that request bodies are collected in, and bounds the bytes of all of them
 * together. Bodies of one model do not keep those of another out: where there are several models,
 * none may hold all, and beyond half of the bound each has an equal share. Large arrays are reused:
 * the collector frees large objects late, so the process would grow. Thread-safe.
 */
public final class BodyPool {
  /** Smaller ones die young. */
  static final int LARGE_BYTES = 1 << 20;

  private static final int MAX_KEPT = 8;

  /** One part in so many is left to the others. */
  private static final int LEFT = 8;

  /** Who holds less than one part in so many holds little. */
  private static final int LITTLE = 32;

  private final long limit;

  /** From the smallest to the largest. */
  private final List<byte[]> kept = new ArrayList<>();

  /** Lent or kept. */
  private long held;

  private long lent;
  private int shares;
  private int borrowers;

  public BodyPool(long limit) {
    this.limit = limit;
  }

  /** The bodies of one model. */
  public final class Share {
    private long bytes;

    private Share() {}

    /**
     * An array to be given back, with whatever another body has left in it. Null when the limit
     * would be passed.
     *
     * @param least bytes it has
     * @param wanted it has if one as large is kept; not less than {@code least}
     */
    byte @Nullable [] take(int least, int wanted) {
      synchronized (BodyPool.this) {
        return lend(this, least, wanted);
      }
    }

    void giveBack(byte[] array) {
      synchronized (BodyPool.this) {
        takeBack(this, array);
      }
    }
  }

  /** Of a model that has no body yet. */
  public synchronized Share share() {
    shares++;
    return new Share();
  }

  private byte @Nullable [] lend(Share share, int least, int wanted) {
    if (share.bytes + least > most(share, lent + least)) {
      return null;
    }
    byte[] found = keptOf(wanted);
    if (found == null && least < wanted) {
      found = keptOf(least);
    }
    if (found == null) {
      found = made(least);
    } else {
      kept.remove(found); // arrays are equal to themselves only
    }
    if (found != null) {
      change(share, found.length);
    }
    return found;
  }

  private void change(Share share, long bytes) {
    boolean before = isLarge(share);
    share.bytes += bytes;
    lent += bytes;
    if (isLarge(share) != before) {
      borrowers += before ? -1 : 1;
    }
  }

  /** A model that holds little takes nothing from the shares of the others. */
  private boolean isLarge(Share share) {
    return share.bytes > limit / LITTLE;
  }

  /**
   * What the bodies of a model may hold.
   *
   * @param all that would be lent
   */
  private long most(Share share, long all) {
    if (shares == 1) {
      return limit;
    }
    long some = limit - limit / LEFT;
    return all > limit / 2 ? Math.min(some, limit / borrowersWith(share)) : some;
  }

  private int borrowersWith(Share share) {
    return borrowers + (isLarge(share) ? 0 : 1);
  }

  private byte @Nullable [] made(int bytes) {
    while (held + bytes > limit && !kept.isEmpty()) {
      held -= kept.removeLast().length;
    }
    if (held + bytes > limit) {
      return null;
    }
    held += bytes;
    return new byte[bytes];
  }

  /** The smallest that is large enough, but none of which half would be of no use. */
  private byte @Nullable [] keptOf(int bytes) {
    for (byte[] one : kept) {
      if (one.length >= bytes) {
        return one.length / 2 <= bytes ? one : null;
      }
    }
    return null;
  }

  private void takeBack(Share share, byte[] array) {
    change(share, -array.length);
    if (array.length < LARGE_BYTES) {
      held -= array.length;
      return;
    }
    kept.add(array);
    kept.sort(Comparator.comparingInt(one -> one.length));
    if (kept.size() > MAX_KEPT) {
      held -= kept.removeFirst().length;
    }
  }
}
