package io.tandem.localaws.s3.checksum;

import java.util.zip.Checksum;

/**
 * CRC-64/NVME: polynomial 0xAD93D23594C93659, bits reflected, all ones before and inverted after.
 * Eight bytes at a time, each through a table of its own. Not for several threads.
 *
 * @see <a href="https://reveng.sourceforge.io/crc-catalogue/17plus.htm">The catalogue of CRCs</a>
 */
final class Crc64Nvme implements Checksum {
  private static final long REFLECTED = 0x9A6C9329AC4BC9B5L;
  private static final long[][] TABLES = tables();

  private long state = -1;

  private static long[][] tables() {
    long[][] tables = new long[Long.BYTES][256];
    for (int i = 0; i < 256; i++) {
      long sum = i;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        sum = (sum >>> 1) ^ ((sum & 1) * REFLECTED);
      }
      tables[0][i] = sum;
    }
    for (int t = 1; t < tables.length; t++) {
      for (int i = 0; i < 256; i++) {
        long sum = tables[t - 1][i];
        tables[t][i] = (sum >>> 8) ^ tables[0][(int) sum & 0xff];
      }
    }
    return tables;
  }

  @Override
  public void update(int value) {
    state = (state >>> 8) ^ TABLES[0][((int) state ^ value) & 0xff];
  }

  @Override
  public void update(byte[] bytes, int offset, int count) {
    int at = offset;
    int end = offset + count;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      long sum = 0;
      for (int i = 0; i < Long.BYTES; i++) {
        int index = ((int) (state >>> (Byte.SIZE * i)) ^ bytes[at + i]) & 0xff;
        sum ^= TABLES[Long.BYTES - 1 - i][index];
      }
      state = sum;
    }
    for (; at < end; at++) {
      update(bytes[at]);
    }
  }

  @Override
  public long getValue() {
    return ~state;
  }

  @Override
  public void reset() {
    state = -1;
  }
}
