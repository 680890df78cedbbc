package dev.solera.management;

/** A part of a virtual router's priority. */
public interface VrrpContribution {
    /** Returns where it comes from, such as {@code configured}, {@code script http} or {@code pool web}. */
    String getFrom();

    /** Returns what it adds, less than 0 when it takes away. */
    int getChange();

    /** Returns whether what is tracked fails. */
    boolean isFailed();

    /** Returns the state of what is tracked, in words; may be empty. */
    String getWhy();
}
