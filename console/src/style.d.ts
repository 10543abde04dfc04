/** Style sheets become a file of their own. */
declare module "*.css";
